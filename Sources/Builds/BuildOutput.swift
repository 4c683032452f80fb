/// What a build that ended well left behind.
package struct BuildOutput: Codable, Sendable, Equatable {
    /// What the enclave found the source to be.
    package var source: SourceIdentity
    /// The artifacts, in the order of the provenance.
    package var artifacts: [Artifact]
    /// The name of the file that decided how to build, for example `Cargo.lock`, where it was kept.
    package var configurationName: String?
    /// The kind of machine that made the evidence.
    package var platform: Platform
    /// Whether the source was fetched without any credential, so that everybody can read it.
    package var isSourcePublic: Bool

    /// Makes a description.
    package init(
        source: SourceIdentity,
        artifacts: [Artifact],
        configurationName: String? = nil,
        platform: Platform,
        isSourcePublic: Bool = false
    ) {
        self.source = source
        self.artifacts = artifacts
        self.configurationName = configurationName
        self.platform = platform
        self.isSourcePublic = isSourcePublic
    }
}
