import Builds
import FoundationEssentials
import GRDB

extension BuildStore {
    /// How often a build is given to a worker before it counts as failed, because its workers keep vanishing.
    package static let defaultAttemptLimit = 3

    /// Takes the oldest build that waits, or returns `nil`.
    ///
    /// Builds whose worker has not been heard of in time go back to the queue first, or fail after `attemptLimit`.
    package func leaseBuild(
        owner: String,
        duration: Duration,
        attemptLimit: Int = defaultAttemptLimit
    ) async throws(StoreError) -> BuildLease? {
        let time = now()
        let expiry = time.addingTimeInterval(duration / .seconds(1))
        let (lease, reclaimed) = try await write("lease a build") { database in
            let reclaimed = try Self.reclaimBuilds(attemptLimit: attemptLimit, time, database)
            let next = try String.fetchOne(
                database,
                sql: "SELECT id FROM builds WHERE status = 'queued' ORDER BY created_at, id LIMIT 1"
            )
            guard let next else { return (nil as BuildLease?, reclaimed) }
            try database.execute(
                sql: """
                    UPDATE builds SET status = 'running', attempt = attempt + 1, fencing_token = fencing_token + 1,
                        lease_owner = ?, lease_expires_at = ?, started_at = coalesce(started_at, ?)
                    WHERE id = ?
                    """,
                arguments: [owner, Columns.time(expiry), Columns.time(time), next]
            )
            let token = try Int64.fetchOne(
                database,
                sql: "SELECT fencing_token FROM builds WHERE id = ?",
                arguments: [next]
            )
            let build = try BuildRecord.fetch(Columns.buildID(next), database)
            return (BuildLease(build: build, fencingToken: token ?? 0), reclaimed)
        }
        for id in reclaimed + [lease?.id].compactMap({ $0 }) { changes.signal(.build(id)) }
        if lease != nil || !reclaimed.isEmpty { changes.signal(.reports) }
        return lease
    }

    /// Extends a lease; throws ``StoreError/Code/leaseLost`` where somebody else has the build, or it has ended.
    package func heartbeat(_ lease: BuildLease, duration: Duration) async throws(StoreError) -> LeaseState {
        let expiry = now().addingTimeInterval(duration / .seconds(1))
        return try await write("extend a lease") { database in
            let isCancelRequested = try Self.requireLease(lease, database)
            try database.execute(
                sql: "UPDATE builds SET lease_expires_at = ? WHERE id = ?",
                arguments: [Columns.time(expiry), lease.id.description]
            )
            return isCancelRequested ? .cancelRequested : .held
        }
    }

    /// Gives a build back untouched, as a worker does that shuts down: it costs the build no attempt.
    package func release(_ lease: BuildLease) async throws(StoreError) {
        try await write("give a build back") { database in
            _ = try Self.requireLease(lease, database)
            try database.execute(
                sql: """
                    UPDATE builds SET status = 'queued', attempt = attempt - 1, lease_owner = NULL,
                        lease_expires_at = NULL
                    WHERE id = ?
                    """,
                arguments: [lease.id.description]
            )
        }
        changes.signal(.queue)
        changes.signal(.build(lease.id))
        changes.signal(.reports)
    }

    /// Records how a build ended, and its publication if it is to have one, in one transaction.
    package func finish(_ lease: BuildLease, _ outcome: BuildOutcome) async throws(StoreError) -> BuildRecord {
        let time = now()
        let record = try await write("finish a build") { database in
            _ = try Self.requireLease(lease, database)
            switch outcome {
            case .failure(let failure):
                try Self.end(lease.id, .failed, failure, time, database)
            case .cancelled:
                let failure = BuildFailure(.cancelled, "the build was cancelled")
                try Self.end(lease.id, .cancelled, failure, time, database)
            case .success(let output, let publication):
                try Self.storeOutput(output, lease.id, database)
                if let publication {
                    try Self.enqueue(publication, lease.id, time, database)
                } else {
                    try Self.end(lease.id, .success, nil, time, database)
                }
            }
            return try BuildRecord.fetch(lease.id, database)
        }
        changes.signal(.build(lease.id))
        changes.signal(.publications)
        changes.signal(.reports)
        return record
    }

    // MARK: Parts of transactions

    /// Throws unless `lease` is the build's newest and still held; returns whether the build shall be cancelled.
    ///
    /// A lease past its time that nobody has taken over is still good: its holder is merely late.
    static func requireLease(_ lease: BuildLease, _ database: Database) throws -> Bool {
        let cancel = try Bool.fetchOne(
            database,
            sql: "SELECT cancel_requested FROM builds WHERE id = ? AND status = 'running' AND fencing_token = ?",
            arguments: [lease.id.description, lease.fencingToken]
        )
        guard let cancel else {
            throw StoreError(.leaseLost, "use a lease", "build \(lease.id) is no longer this worker's")
        }
        return cancel
    }

    private static func storeOutput(_ output: BuildOutput, _ id: BuildID, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE builds SET result = ?, commit_id = coalesce(?, commit_id) WHERE id = ?",
            arguments: [
                try Columns.json(output), output.source.repository?.commit.description, id.description,
            ]
        )
    }

    private static func reclaimBuilds(attemptLimit: Int, _ time: Date, _ database: Database) throws -> [BuildID] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, attempt, cancel_requested FROM builds
                WHERE status = 'running' AND lease_expires_at <= ?
                """,
            arguments: [Columns.time(time)]
        )
        return try rows.map { row in
            let id = try Columns.buildID(row["id"])
            if row["cancel_requested"] {
                try end(id, .cancelled, BuildFailure(.cancelled, "the build was cancelled"), time, database)
            } else if row["attempt"] >= attemptLimit {
                let message = "the worker was lost \(attemptLimit) times while it ran this build"
                try end(id, .failed, BuildFailure(.internalError, message), time, database)
            } else {
                try database.execute(
                    sql: """
                        UPDATE builds SET status = 'queued', lease_owner = NULL, lease_expires_at = NULL WHERE id = ?
                        """,
                    arguments: [id.description]
                )
            }
            return id
        }
    }
}
