package import Builds
package import FoundationEssentials

/// What the store knows about one build.
package struct BuildRecord: Sendable, Equatable {
    /// Who started a build.
    package enum Origin: String, Sendable {
        case webhook
        case manual
    }

    /// The build's name.
    package let id: BuildID
    /// What was asked for.
    package let request: BuildRequest
    /// Who asked.
    package let origin: Origin
    /// What the build is of, as far as it is known.
    package let subject: BuildSubject
    /// How far it has come.
    package let status: BuildStatus
    /// When it was asked for.
    package let createdAt: Date
    /// When a worker first took it.
    package let startedAt: Date?
    /// When it reached its final status.
    package let finishedAt: Date?
    /// Why it failed.
    package let failure: BuildFailure?
    /// What it produced; there also for a build whose publication failed.
    package let output: BuildOutput?
    /// How often a worker took it.
    package let attempt: Int
    /// Whether somebody asked to cancel it.
    package let isCancelRequested: Bool
    /// The sequence number of its newest event, 0 when there is none.
    package let lastEvent: Int
    /// The build that this one tries again.
    package let retryOf: BuildID?
}
