/// How long to wait after failures: doubling, up to a limit.
package struct Backoff: Sendable, Equatable {
    /// The wait after the first failure.
    package var base: Duration
    /// The longest wait.
    package var limit: Duration
    /// After how many failures to give up.
    package var attempts: Int

    /// Makes a schedule; by default 5 s, 10 s, … up to 15 minutes, about three hours in all.
    package init(base: Duration = .seconds(5), limit: Duration = .seconds(900), attempts: Int = 18) {
        self.base = base
        self.limit = limit
        self.attempts = attempts
    }

    /// The wait after `failures` failures in a row.
    package func wait(afterFailures failures: Int) -> Duration {
        // 2^20 times the base is past any sensible limit, and still far from overflow.
        min(base * (1 << min(max(failures - 1, 0), 20)), limit)
    }
}
