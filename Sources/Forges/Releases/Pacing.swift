/// How often a step of publishing is tried again, and how long to wait in between.
///
/// The transport repeats reads by itself; this is for steps whose outcome has to be looked up first.
package struct Pacing: Sendable {
    /// The most failures that one step may have.
    package var attempts: Int
    /// The pause after the first failure; each further one is twice as long.
    package var firstPause: Duration
    /// The longest pause; where a forge asks for a longer one, the step fails and says when to come back.
    package var longestPause: Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Makes a pace; tests pass their own clock.
    package init(
        attempts: Int = 6,
        firstPause: Duration = .seconds(1),
        longestPause: Duration = .seconds(120),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.attempts = max(1, attempts)
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.sleep = sleep
    }

    /// Waits before another attempt, or throws `error` where there is no sense in one; `failures` counts from 1.
    func wait(after error: ForgeError, failures: Int) async throws(ForgeError) {
        guard error.isTemporary, failures < attempts else { throw error }
        let ownPause = min(firstPause * (1 << min(failures - 1, 16)), longestPause)
        let pause = max(error.retryAfter ?? .zero, ownPause)
        guard pause <= longestPause else { throw error }
        do { try await sleep(pause) } catch {
            throw ForgeError(.unavailable, "wait", "cancelled while waiting for another attempt")
        }
    }

    /// Repeats a step that may simply be done again.
    func repeating<Value>(
        _ step: () async throws(ForgeError) -> Value
    ) async throws(ForgeError) -> Value {
        var failures = 0
        while true {
            do throws(ForgeError) {
                return try await step()
            } catch {
                failures += 1
                try await wait(after: error, failures: failures)
            }
        }
    }
}
