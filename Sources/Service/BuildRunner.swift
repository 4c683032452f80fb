package import Builds

/// One attempt at a build, as a worker hands it to the pipeline.
package struct BuildJob: Sendable, Equatable {
    /// The build.
    package let id: BuildID
    /// What was asked for.
    package let request: BuildRequest
    /// Counts the attempts from 1.
    package let attempt: Int
    /// The worker's number on this machine, from 0.
    package let slot: Int
}

/// Carries builds out.
///
/// ``run(_:onEvent:)`` returns when the build's files are in the blob store under its identifier. It throws a
/// `BuildFailure` for a build that failed; any other error is a fault of ours and is logged, not shown. It must return
/// soon after its task is cancelled, with every process of the build dead.
package protocol BuildRunner: Sendable {
    /// Carries out one attempt.
    func run(_ job: BuildJob, onEvent: @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildOutput
}
