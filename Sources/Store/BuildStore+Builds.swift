package import Builds
import FoundationEssentials
import GRDB

extension BuildStore {
    /// Queues a build that somebody asked for; equal requests are never merged.
    package func createBuild(
        _ request: BuildRequest,
        subject: BuildSubject,
        id: BuildID = BuildID()
    ) async throws(StoreError) -> BuildRecord {
        let time = now()
        let record = try await write("create a build") { database in
            try Self.insertBuild(id, request, .manual, subject, retryOf: nil, time, database)
            return try BuildRecord.fetch(id, database)
        }
        changes.signal(.queue)
        return record
    }

    /// The build called `id`; throws ``StoreError/Code/notFound``.
    package func build(_ id: BuildID) async throws(StoreError) -> BuildRecord {
        try await read("read a build") { try BuildRecord.fetch(id, $0) }
    }

    /// The uploaded archives that builds were asked for with, whatever became of them: a failed build can be retried.
    package func uploads() async throws(StoreError) -> Set<SourceDigest> {
        try await read("list uploads") { database in
            let requests = try String.fetchCursor(
                database,
                sql: "SELECT request FROM builds WHERE request LIKE '%\"upload\"%'"
            )
            var uploads: Set<SourceDigest> = []
            while let json = try requests.next() {
                guard case .upload(let upload) = try Columns.value(BuildRequest.self, json: json).source,
                    let digest = SourceDigest(upload.sha256)
                else { continue }
                uploads.insert(digest)
            }
            return uploads
        }
    }

    /// Cancels a build that waits, or asks the worker of a running one to stop.
    ///
    /// A build that is being published, or has ended, is left alone: ``StoreError/Code/conflict``.
    package func cancel(_ id: BuildID) async throws(StoreError) -> BuildRecord {
        let time = now()
        let record = try await write("cancel a build") { database in
            switch try BuildRecord.fetch(id, database).status {
            case .queued:
                try Self.end(id, .cancelled, BuildFailure(.cancelled, "the build was cancelled"), time, database)
            case .running:
                try database.execute(
                    sql: "UPDATE builds SET cancel_requested = 1 WHERE id = ?",
                    arguments: [id.description]
                )
            case let status:
                throw StoreError(.conflict, "cancel a build", "a build that is \(status.rawValue) cannot be cancelled")
            }
            return try BuildRecord.fetch(id, database)
        }
        changes.signal(.cancellation(id))
        changes.signal(.build(id))
        changes.signal(.reports)
        return record
    }

    /// Queues a new build with the request of one that failed or was cancelled.
    package func retry(_ id: BuildID) async throws(StoreError) -> BuildRecord {
        let time = now()
        let record = try await write("retry a build") { database in
            let former = try BuildRecord.fetch(id, database)
            guard former.status == .failed || former.status == .cancelled else {
                let message = "only a build that failed or was cancelled is tried again, not \(former.status.rawValue)"
                throw StoreError(.conflict, "retry a build", message)
            }
            return try Self.insertRetry(of: former, time, database)
        }
        changes.signal(.queue)
        return record
    }

    /// Makes a build public: an anonymous fetch of its source succeeded, so everybody may know of it.
    package func markPublic(_ id: BuildID) async throws(StoreError) {
        try await write("make a build public") { database in
            try database.execute(sql: "UPDATE builds SET is_public = 1 WHERE id = ?", arguments: [id.description])
            guard database.changesCount > 0 else {
                throw StoreError(.notFound, "make a build public", "there is no build \(id)")
            }
        }
    }

    // MARK: Parts of transactions

    static func insertBuild(
        _ id: BuildID,
        _ request: BuildRequest,
        _ origin: BuildRecord.Origin,
        _ subject: BuildSubject,
        retryOf: BuildID?,
        _ time: Date,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO builds
                    (id, request, status, origin, forge, repository, ref, commit_id, is_public, created_at, retry_of)
                VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.description, try Columns.json(request), origin.rawValue, subject.forge, subject.repository,
                subject.ref, subject.commit?.description, subject.isPublic, Columns.time(time), retryOf?.description,
            ]
        )
    }

    /// Queues a copy of `former`, to which redeliveries of the same event then lead.
    static func insertRetry(of former: BuildRecord, _ time: Date, _ database: Database) throws -> BuildRecord {
        let id = BuildID()
        try insertBuild(id, former.request, former.origin, former.subject, retryOf: former.id, time, database)
        try database.execute(
            sql: "UPDATE ref_changes SET build_id = ? WHERE build_id = ?",
            arguments: [id.description, former.id.description]
        )
        return try BuildRecord.fetch(id, database)
    }

    /// Sets a final status and ends the lease.
    static func end(
        _ id: BuildID,
        _ status: BuildStatus,
        _ failure: BuildFailure?,
        _ time: Date,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE builds SET status = ?, failure = ?, finished_at = ?, lease_owner = NULL, lease_expires_at = NULL
                WHERE id = ?
                """,
            arguments: [status.rawValue, try failure.map(Columns.json), Columns.time(time), id.description]
        )
    }
}
