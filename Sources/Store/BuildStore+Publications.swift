package import Builds
package import FoundationEssentials
import GRDB

extension BuildStore {
    /// Takes the publication that has been due for longest, or returns `nil`; leases that ran out are taken over.
    package func leasePublication(
        owner: String,
        duration: Duration
    ) async throws(StoreError) -> PublicationLease? {
        let time = now()
        let expiry = time.addingTimeInterval(duration / .seconds(1))
        return try await write("lease a publication") { database in
            let next = try String.fetchOne(
                database,
                sql: """
                    SELECT build_id FROM publications
                    WHERE (state = 'pending' AND next_attempt_at <= ?) OR (state = 'leased' AND lease_expires_at <= ?)
                    ORDER BY next_attempt_at, build_id LIMIT 1
                    """,
                arguments: [Columns.time(time), Columns.time(time)]
            )
            guard let next else { return nil }
            try database.execute(
                sql: """
                    UPDATE publications SET state = 'leased', attempts = attempts + 1,
                        fencing_token = fencing_token + 1, lease_owner = ?, lease_expires_at = ?
                    WHERE build_id = ?
                    """,
                arguments: [owner, Columns.time(expiry), next]
            )
            return try Self.publicationLease(Columns.buildID(next), database)
        }
    }

    /// When the next publication is due, or `nil` where none waits.
    package func nextPublicationDate() async throws(StoreError) -> Date? {
        try await read("read the outbox") { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(CASE state WHEN 'leased' THEN lease_expires_at ELSE next_attempt_at END)
                    FROM publications WHERE state IN ('pending', 'leased')
                    """
            ).map(Columns.date)
        }
    }

    /// The publication of a build, or `nil` where it has none.
    package func publication(of id: BuildID) async throws(StoreError) -> PublicationRecord? {
        try await read("read a publication") { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT state, attempts, last_error, release_url FROM publications WHERE build_id = ?",
                arguments: [id.description]
            )
            return row.flatMap { row in
                PublicationRecord.State(rawValue: row["state"]).map {
                    PublicationRecord(
                        state: $0,
                        attempts: row["attempts"],
                        lastError: row["last_error"],
                        releaseURL: row["release_url"]
                    )
                }
            }
        }
    }

    /// Extends a lease on a publication, whose upload may take long.
    package func heartbeat(_ lease: PublicationLease, duration: Duration) async throws(StoreError) {
        let expiry = now().addingTimeInterval(duration / .seconds(1))
        try await write("extend a lease") { database in
            try Self.requireLease(lease, database)
            try database.execute(
                sql: "UPDATE publications SET lease_expires_at = ? WHERE build_id = ?",
                arguments: [Columns.time(expiry), lease.build.id.description]
            )
        }
    }

    /// Records that the release is public: the build has succeeded.
    package func completePublication(_ lease: PublicationLease, releaseURL: String?) async throws(StoreError) {
        try await endPublication(lease, .success, nil, releaseURL)
    }

    /// Records that the release will not be published: the build has failed, though its output stays.
    package func failPublication(_ lease: PublicationLease, _ failure: BuildFailure) async throws(StoreError) {
        try await endPublication(lease, .failed, failure, nil)
    }

    /// Puts a publication off, or gives it back where the publisher shuts down.
    package func postponePublication(
        _ lease: PublicationLease,
        until date: Date,
        because reason: String?
    ) async throws(StoreError) {
        try await write("put a publication off") { database in
            try Self.requireLease(lease, database)
            try database.execute(
                sql: """
                    UPDATE publications SET state = 'pending', next_attempt_at = ?,
                        last_error = coalesce(?, last_error), lease_owner = NULL, lease_expires_at = NULL
                    WHERE build_id = ?
                    """,
                arguments: [Columns.time(date), reason, lease.build.id.description]
            )
        }
        changes.signal(.publications)
    }

    // MARK: Parts of transactions

    static func enqueue(
        _ publication: PublicationRequest,
        _ id: BuildID,
        _ time: Date,
        _ database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE builds SET status = 'publishing', lease_owner = NULL, lease_expires_at = NULL WHERE id = ?",
            arguments: [id.description]
        )
        try database.execute(
            sql: """
                INSERT INTO publications (build_id, forge, repository, ref, commit_id, state, next_attempt_at)
                VALUES (?, ?, ?, ?, ?, 'pending', ?)
                """,
            arguments: [
                id.description, publication.forge, publication.repository, publication.ref.description,
                publication.commit.description, Columns.time(time),
            ]
        )
    }

    private func endPublication(
        _ lease: PublicationLease,
        _ status: BuildStatus,
        _ failure: BuildFailure?,
        _ releaseURL: String?
    ) async throws(StoreError) {
        let time = now()
        try await write("end a publication") { database in
            try Self.requireLease(lease, database)
            try database.execute(
                sql: """
                    UPDATE publications SET state = ?, last_error = ?, release_url = ?, lease_owner = NULL,
                        lease_expires_at = NULL
                    WHERE build_id = ?
                    """,
                arguments: [
                    failure == nil ? "done" : "failed", failure?.message, releaseURL, lease.build.id.description,
                ]
            )
            try Self.end(lease.build.id, status, failure, time, database)
        }
        changes.signal(.build(lease.build.id))
        changes.signal(.reports)
    }

    private static func requireLease(_ lease: PublicationLease, _ database: Database) throws {
        let isHeld = try Bool.fetchOne(
            database,
            sql: "SELECT 1 FROM publications WHERE build_id = ? AND state = 'leased' AND fencing_token = ?",
            arguments: [lease.build.id.description, lease.fencingToken]
        )
        guard isHeld == true else {
            let message = "the publication of \(lease.build.id) is no longer this publisher's"
            throw StoreError(.leaseLost, "use a lease", message)
        }
    }

    private static func publicationLease(_ id: BuildID, _ database: Database) throws -> PublicationLease {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT forge, repository, ref, commit_id, attempts, fencing_token FROM publications WHERE build_id = ?
                """,
            arguments: [id.description]
        )
        guard let row, let ref = RefName(row["ref"] as String), let commit = ObjectID(row["commit_id"] as String) else {
            throw StoreError(.unusable, "lease a publication", "the publication of \(id) cannot be read")
        }
        return PublicationLease(
            build: try BuildRecord.fetch(id, database),
            request: PublicationRequest(forge: row["forge"], repository: row["repository"], ref: ref, commit: commit),
            attempt: row["attempts"],
            fencingToken: row["fencing_token"]
        )
    }
}
