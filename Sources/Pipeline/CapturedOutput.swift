import Synchronization

/// The first bytes of an output, at most as many as are wanted.
final class CapturedOutput: Sendable {
    private let limit: Int
    private let kept = Mutex<[UInt8]>([])

    init(limit: Int) { self.limit = limit }

    /// What was kept.
    var bytes: [UInt8] { kept.withLock { $0 } }

    func append(_ more: [UInt8]) {
        kept.withLock { $0 += more.prefix(max(limit - $0.count, 0)) }
    }
}
