package import FoundationEssentials

/// When and how often an idempotent request is repeated.
package struct RetryPolicy: Sendable {
    /// The most attempts in all, at least 1.
    package var attempts: Int
    /// The pause after the first failure; each further one is twice as long.
    package var firstPause: Duration
    /// The longest pause; where a server asks for a longer one, its answer is final.
    package var longestPause: Duration
    private let now: @Sendable () -> Date
    private let sleep: @Sendable (Duration) async throws -> Void

    /// One attempt.
    package static let never = RetryPolicy(attempts: 1)

    /// Makes a policy; tests pass their own clock.
    package init(
        attempts: Int = 4,
        firstPause: Duration = .seconds(1),
        longestPause: Duration = .seconds(60),
        now: @escaping @Sendable () -> Date = { Date() },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.attempts = max(1, attempts)
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.now = now
        self.sleep = sleep
    }

    /// The pause before the next attempt, or `nil` if `outcome` is final; `attempt` counts from 1.
    func pause(after outcome: Result<HTTPResponse, HTTPError>, attempt: Int) -> Duration? {
        guard attempt < attempts else { return nil }
        let ownPause = min(firstPause * (1 << min(attempt - 1, 16)), longestPause)
        switch outcome {
        case .failure(let error):
            return [.resolution, .connection, .timeout, .protocolViolation].contains(error.code) ? ownPause : nil
        case .success(let response):
            let requested = response.requestedDelay(now: now())
            switch response.status {
            case 403: guard requested != nil else { return nil }
            case 429, 500, 502, 503, 504: break
            default: return nil
            }
            guard let requested else { return ownPause }
            return requested <= longestPause ? max(requested, ownPause) : nil
        }
    }

    func wait(_ pause: Duration) async throws(HTTPError) {
        do { try await sleep(pause) } catch {
            throw HTTPError(.cancelled, operation: "sleep", message: "cancelled while waiting for another attempt")
        }
    }
}
