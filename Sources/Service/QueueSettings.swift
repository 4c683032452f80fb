/// How the loops of the service wait and lease.
package struct QueueSettings: Sendable {
    /// How many builds run at a time.
    package var workers: Int
    /// How long a build is somebody's without a sign of life.
    package var lease: Duration
    /// How often a worker gives that sign; well below ``lease``.
    package var heartbeat: Duration
    /// How often a loop looks at the store though nothing woke it: what another process queued is found this way.
    package var poll: Duration
    /// How long running work may go on after the process was asked to stop, before it is given back.
    package var grace: Duration
    /// The name under which leases are taken, for the operator's eyes.
    package var owner: String
    /// Waits; throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    /// Makes settings.
    package init(
        workers: Int = 2,
        lease: Duration = .seconds(60),
        heartbeat: Duration = .seconds(15),
        poll: Duration = .seconds(2),
        grace: Duration = .seconds(30),
        owner: String,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.workers = workers
        self.lease = lease
        self.heartbeat = heartbeat
        self.poll = poll
        self.grace = grace
        self.owner = owner
        self.sleep = sleep
    }
}
