import Synchronization

/// Idle handles, kept for the connections that they hold open.
final class EasyHandlePool: Sendable {
    private let limit: Int
    private let idle = Mutex<[EasyHandle]>([])

    init(limit: Int = 4) { self.limit = limit }

    /// Lends a handle without any option set.
    func take() throws(HTTPError) -> EasyHandle {
        if let handle = idle.withLock({ $0.popLast() }) { return handle }
        return try EasyHandle()
    }

    /// Takes a handle back.
    func give(_ handle: EasyHandle) {
        handle.reset()
        idle.withLock { if $0.count < limit { $0.append(handle) } }
    }
}
