import Glibc

/// The pause before something is tried again; tests pass one that does not wait.
package struct RetryPause: Sendable {
    private let wait: @Sendable (_ attempt: Int) -> Void

    /// Waits by `wait`, which is told how often was tried, from 1; it may block its thread.
    package init(_ wait: @escaping @Sendable (_ attempt: Int) -> Void) { self.wait = wait }

    /// 50 ms after the first attempt, twice as long after each further one, at most 2 s.
    package static let standard = RetryPause { attempt in
        usleep(min(50_000 << UInt32(min(attempt - 1, 10)), 2_000_000))
    }

    func callAsFunction(after attempt: Int) { wait(attempt) }
}
