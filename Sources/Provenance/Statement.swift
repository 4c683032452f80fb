package import Builds

/// `provenance.json`: an in-toto Statement v1 with a SLSA v1 provenance, as far as Assay's build type fills it.
///
/// Its exact bytes count: they are written once by ``encoded()`` and never again.
package struct Statement: Equatable, Sendable {
    /// The Statement's `_type`.
    package static let type = "https://in-toto.io/Statement/v1"
    /// The Statement's `predicateType`.
    package static let predicateType = "https://slsa.dev/provenance/v1"
    /// The build type, which says what the parameters mean.
    package static let buildType = "urn:assay:build:v1"
    /// The largest file that is looked into, in bytes.
    package static let sizeLimit = 16 << 20
    /// The largest number of artifacts.
    package static let maximumSubjects = 4096

    /// Every artifact, at least one.
    package var subjects: [Subject]
    /// Where the source came from, as the enclave found it.
    package var source: SourceIdentity
    /// What was asked for.
    package var request: RequestParameters
    /// What the builder decided or found.
    package var parameters: BuilderParameters
    /// What went in besides the source.
    package var dependencies: [Dependency]
    /// The builder.
    package var builder: BuilderID
    /// The run.
    package var invocation: Invocation
    /// SHA-256 of `build.log`.
    package var logSHA256: SHA256Digest

    /// Makes a statement; ``encoded()`` refuses one that contradicts itself.
    package init(
        subjects: [Subject],
        source: SourceIdentity,
        request: RequestParameters,
        parameters: BuilderParameters,
        dependencies: [Dependency],
        builder: BuilderID,
        invocation: Invocation,
        logSHA256: SHA256Digest
    ) {
        self.subjects = subjects
        self.source = source
        self.request = request
        self.parameters = parameters
        self.dependencies = dependencies
        self.builder = builder
        self.invocation = invocation
        self.logSHA256 = logSHA256
    }

    /// What `configuration_sha256` of the binding must be: the digest of `.assay.yaml`, or of no bytes without one.
    package var configurationSHA256: SHA256Digest { request.configurationSHA256 ?? SHA256Digest(of: []) }
}
