import Synchronization

/// Tasks that wait until something changes. A wait ends with its task's cancellation, as a time limit needs it to.
final class Waiters: Sendable {
    private struct State {
        var next = 0
        var continuations: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Waits until ``wake()``, unless `isDone` says that there is nothing to wait for.
    ///
    /// Whoever makes `isDone` true has to call ``wake()`` after that.
    func wait(unless isDone: @Sendable () -> Bool) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.continuations[number] = continuation }
                if isDone() || Task.isCancelled { resume(number) }
            }
        } onCancel: {
            resume(number)
        }
    }

    /// Lets everybody who waits look again.
    func wake() {
        let all = state.withLock { state in
            defer { state.continuations = [:] }
            return state.continuations.values
        }
        for continuation in all { continuation.resume() }
    }

    private func resume(_ number: Int) {
        state.withLock { $0.continuations.removeValue(forKey: number) }?.resume()
    }
}
