package import Evidence
package import Provenance

/// A build whose provenance is proved to be what the evidence commits to. Only ``ReleaseVerifier`` makes one.
package struct AttestedBuild: Sendable, Equatable {
    /// What the builder says it did; every byte of it is covered by the evidence.
    package let statement: Statement
    /// What ties the evidence to the provenance.
    package let binding: Binding
    /// The machine, authentic; which machine it is, is for a policy to judge.
    package let evidence: VerifiedEvidence

    init(statement: Statement, binding: Binding, evidence: VerifiedEvidence) {
        self.statement = statement
        self.binding = binding
        self.evidence = evidence
    }
}
