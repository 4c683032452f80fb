import Foundation
import Synchronization

/// Holds a thread until a test lets it go on, and tells the test that the thread is there.
final class Gate: Sendable {
    private let isOpen = Mutex(false)
    private let isReached = Mutex(false)
    private let waiters = Waiters()
    private let barrier = DispatchSemaphore(value: 0)

    /// Blocks the calling thread until the gate is open, at most two minutes.
    func pass() {
        isReached.withLock { $0 = true }
        waiters.wake()
        guard !isOpen.withLock({ $0 }) else { return }
        _ = barrier.wait(timeout: .now() + 120)
        barrier.signal()
    }

    /// Waits until somebody stands before the gate.
    func arrival() async {
        while !isReached.withLock({ $0 }), !Task.isCancelled {
            await waiters.wait { isReached.withLock { $0 } }
        }
    }

    /// Lets everybody through from now on.
    func open() {
        isOpen.withLock { $0 = true }
        barrier.signal()
    }
}
