/// What a build that ended well left behind.
package struct BuildOutcome: Codable, Sendable, Equatable {
    /// The files it produced, in the order in which the provenance lists them.
    package var artifacts: [Artifact]
    /// The name of the lock file that was kept beside the artifacts (`build-config/<name>`), where there is one.
    package var buildConfiguration: String?
    /// What was built.
    package var source: SourceIdentity
    /// The kind of machine that vouches for it.
    package var platform: Platform
    /// The builder as the provenance names it.
    package var builderID: String

    /// Makes an outcome.
    package init(
        artifacts: [Artifact],
        buildConfiguration: String?,
        source: SourceIdentity,
        platform: Platform,
        builderID: String
    ) {
        self.artifacts = artifacts
        self.buildConfiguration = buildConfiguration
        self.source = source
        self.platform = platform
        self.builderID = builderID
    }
}
