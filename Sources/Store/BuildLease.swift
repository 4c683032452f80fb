package import Builds

/// The right to work on one build for a while.
package struct BuildLease: Sendable, Equatable {
    /// The build as it was when it was taken; ``BuildRecord/attempt`` counts this one.
    package let build: BuildRecord
    /// Grows with each lease of the build: what a former holder still writes is refused.
    package let fencingToken: Int64

    /// The build's name.
    package var id: BuildID { build.id }
}

/// What a worker learns when it says that it is alive.
package enum LeaseState: Sendable, Equatable {
    /// The lease was extended.
    case held
    /// The lease was extended, and somebody asked to cancel the build.
    case cancelRequested
}

/// How a build ended.
package enum BuildOutcome: Sendable, Equatable {
    /// The build ended well; with a publication it is done only when that is.
    case success(BuildOutput, publication: PublicationRequest?)
    /// The build failed.
    case failure(BuildFailure)
    /// The build was cancelled.
    case cancelled
}
