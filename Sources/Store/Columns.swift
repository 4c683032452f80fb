import Builds
import FoundationEssentials
import GRDB

/// How values of the program are written in columns, and read back.
enum Columns {
    /// Milliseconds since 1970.
    static func time(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }

    static func date(_ milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, json: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(json.utf8))
        } catch {
            throw StoreError(.unusable, "read a row", "a column does not hold a \(type)")
        }
    }

    static func buildID(_ text: String) throws -> BuildID {
        guard let id = BuildID(text) else { throw StoreError(.unusable, "read a row", "not a build identifier") }
        return id
    }
}

extension BuildRecord {
    /// The columns that ``init(row:)`` reads.
    static let columns = """
        id, request, status, origin, forge, repository, ref, commit_id, is_public, created_at, started_at, finished_at,
        failure, result, attempt, cancel_requested, last_event, retry_of
        """

    init(row: Row) throws {
        guard let status = BuildStatus(rawValue: row["status"]), let origin = Origin(rawValue: row["origin"]) else {
            throw StoreError(.unusable, "read a row", "unknown status or origin")
        }
        id = try Columns.buildID(row["id"])
        request = try Columns.value(BuildRequest.self, json: row["request"])
        self.status = status
        self.origin = origin
        subject = BuildSubject(
            forge: row["forge"],
            repository: row["repository"],
            ref: row["ref"],
            commit: (row["commit_id"] as String?).flatMap { ObjectID($0) },
            isPublic: row["is_public"]
        )
        createdAt = Columns.date(row["created_at"])
        startedAt = (row["started_at"] as Int64?).map(Columns.date)
        finishedAt = (row["finished_at"] as Int64?).map(Columns.date)
        failure = try (row["failure"] as String?).map { try Columns.value(BuildFailure.self, json: $0) }
        output = try (row["result"] as String?).map { try Columns.value(BuildOutput.self, json: $0) }
        attempt = row["attempt"]
        isCancelRequested = row["cancel_requested"]
        lastEvent = row["last_event"]
        retryOf = try (row["retry_of"] as String?).map(Columns.buildID)
    }

    static func fetch(_ id: BuildID, _ database: Database) throws -> BuildRecord {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(columns) FROM builds WHERE id = ?",
            arguments: [id.description]
        )
        guard let row else { throw StoreError(.notFound, "read a build", "there is no build \(id)") }
        return try BuildRecord(row: row)
    }
}
