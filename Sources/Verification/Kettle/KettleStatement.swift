package import Builds
package import Provenance

package import struct FoundationEssentials.Date

/// A `provenance.json` of Kettle's (an in-toto Statement with SLSA provenance), read strictly.
///
/// Kettle reads what it knows and drops the rest before it hashes, so that members which nobody attested pass under its
/// own `verify`. Here an unknown member anywhere is an error.
package struct KettleStatement: Sendable, Equatable {
    /// Kettle's name for its builders, always the same.
    static let builderID = "https://lunal.dev/kettle-tee/v1"

    let toolchain: KettleToolchain
    /// What was built, by base name; at least one, no name twice.
    package let subjects: [Subject]
    /// The URL that the checkout named as its origin, empty where it named none. Kettle does not compare it with anything.
    package let sourceURI: String
    package let commit: ObjectID
    package let tree: ObjectID
    /// The digest of the lock file in the source.
    package let lockfile: SHA256Digest
    package let builderID: String
    package let invocationID: String
    /// By the builder's clock.
    package let finishedOn: Date
    /// Tools and dependencies whose digest is none of the algorithm that it is given for. Kettle writes such ones; they
    /// identify nothing.
    package let withoutDigest: [String]
}
