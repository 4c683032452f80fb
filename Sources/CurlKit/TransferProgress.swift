import Synchronization

/// What a transfer's thread and the task that waits for it tell each other.
final class TransferProgress: Sendable {
    private let cancelled = Atomic(false)
    private let delivered = Atomic(false)

    /// Whether the task wants the transfer to end.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
    /// Whether a receiver got part of a body.
    var hasDelivered: Bool { delivered.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }
    func noteDelivery() { delivered.store(true, ordering: .relaxed) }
}
