package import Builds
package import Evidence

/// A build of Kettle's whose provenance is proved to be what the evidence commits to.
package struct KettleBuild: Sendable, Equatable {
    /// What the builder says it did; the evidence covers it.
    package let statement: KettleStatement
    /// What the requester sent; `nil` in the older form, which has no place for it, and where nobody sent one.
    package let nonce: Nonce?
    /// The machine, authentic; which machine it is, is for a policy to judge.
    package let evidence: VerifiedEvidence
}
