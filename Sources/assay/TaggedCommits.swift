import Builds
import Synchronization

/// The commits that annotated tags led to when they were first asked for, while their builds last.
///
/// A tag that moves takes the way to its former commit with it, whose mark would then stay `pending`. After a restart
/// the forge is asked again.
final class TaggedCommits: Sendable {
    private let commits = Mutex<[BuildID: ObjectID]>([:])

    /// The commit of a build's tag, if it is known.
    subscript(build: BuildID) -> ObjectID? {
        get { commits.withLock { $0[build] } }
        set { commits.withLock { $0[build] = newValue } }
    }
}
