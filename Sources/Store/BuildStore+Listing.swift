package import Builds
import FoundationEssentials
import GRDB

/// Which builds a listing shows.
package struct BuildFilter: Sendable, Equatable {
    /// `owner/name`, or the URL of a repository that no configured forge has.
    package var repository: String?
    /// The ref as the request named it.
    package var ref: String?
    /// The commit.
    package var commit: ObjectID?
    /// The status.
    package var status: BuildStatus?
    /// Whether private builds are left out.
    package var publicOnly: Bool

    /// Makes a filter.
    package init(
        repository: String? = nil,
        ref: String? = nil,
        commit: ObjectID? = nil,
        status: BuildStatus? = nil,
        publicOnly: Bool
    ) {
        self.repository = repository
        self.ref = ref
        self.commit = commit
        self.status = status
        self.publicOnly = publicOnly
    }
}

/// Where the next page of a listing begins; it stays right while builds are added.
package struct BuildCursor: Sendable, Equatable, CustomStringConvertible {
    let time: Int64
    let id: BuildID

    init(_ record: BuildRecord) {
        time = Columns.time(record.createdAt)
        id = record.id
    }

    /// Reads a cursor as ``description`` writes it.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), time >= 0, let id = BuildID(parts[1]) else { return nil }
        self.time = time
        self.id = id
    }

    package var description: String { "\(time)-\(id)" }
}

/// One page of a listing, newest builds first.
package struct BuildPage: Sendable, Equatable {
    /// The builds.
    package let builds: [BuildRecord]
    /// Where the next page begins, or `nil` after the last.
    package let next: BuildCursor?
}

extension BuildStore {
    /// The most builds of one page.
    package static let largestPage = 100

    /// A page of the builds that match `filter`, newest first.
    package func builds(
        _ filter: BuildFilter,
        after cursor: BuildCursor? = nil,
        limit: Int = 50
    ) async throws(StoreError) -> BuildPage {
        let limit = min(max(limit, 1), Self.largestPage)
        return try await read("list builds") { database in
            let condition = Self.condition(filter, after: cursor)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(BuildRecord.columns) FROM builds WHERE \(condition.sql)
                    ORDER BY created_at DESC, id DESC LIMIT \(limit + 1)
                    """,
                arguments: condition.arguments
            )
            let records = try rows.prefix(limit).map(BuildRecord.init(row:))
            return BuildPage(builds: records, next: rows.count > limit ? records.last.map(BuildCursor.init) : nil)
        }
    }

    /// How many builds there are of each status; statuses without any are left out.
    package func counts() async throws(StoreError) -> [BuildStatus: Int] {
        try await read("count builds") { database in
            let rows = try Row.fetchAll(database, sql: "SELECT status, count(*) AS number FROM builds GROUP BY status")
            return Dictionary(
                uniqueKeysWithValues: rows.compactMap { row in
                    BuildStatus(rawValue: row["status"]).map { ($0, row["number"] as Int) }
                }
            )
        }
    }

    private static func condition(
        _ filter: BuildFilter,
        after cursor: BuildCursor?
    ) -> (sql: String, arguments: StatementArguments) {
        var terms: [String] = []
        var arguments: StatementArguments = []
        func require(_ column: String, _ value: String?) {
            guard let value else { return }
            terms.append("\(column) = ?")
            arguments += [value]
        }
        require("repository", filter.repository)
        require("ref", filter.ref)
        require("commit_id", filter.commit?.description)
        require("status", filter.status?.rawValue)
        if filter.publicOnly { terms.append("is_public = 1") }
        if let cursor {
            terms.append("(created_at < ? OR (created_at = ? AND id < ?))")
            arguments += [cursor.time, cursor.time, cursor.id.description]
        }
        return (terms.isEmpty ? "1 = 1" : terms.joined(separator: " AND "), arguments)
    }
}
