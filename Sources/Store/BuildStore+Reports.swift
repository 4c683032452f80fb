import Builds
package import FoundationEssentials
import GRDB

/// A webhook build whose status has not been told to its forge.
package struct StatusReport: Sendable, Equatable {
    /// The build as it is now.
    package let build: BuildRecord
    /// How often telling this status has failed.
    package let failures: Int
}

extension BuildStore {
    /// The builds started by webhooks whose present status their forge does not know, and may be told now.
    package func dueReports(limit: Int = 16) async throws(StoreError) -> [StatusReport] {
        let time = Columns.time(now())
        return try await read("read the reports") { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(BuildRecord.columns), report_attempts FROM builds
                    WHERE origin = 'webhook' AND (reported IS NULL OR reported <> status) AND next_report_at <= ?
                    ORDER BY next_report_at, created_at, id LIMIT \(min(max(limit, 1), 100))
                    """,
                arguments: [time]
            )
            return try rows.map { StatusReport(build: try BuildRecord(row: $0), failures: $0["report_attempts"]) }
        }
    }

    /// When the next report is due, or `nil` where none waits.
    package func nextReportDate() async throws(StoreError) -> Date? {
        try await read("read the reports") { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(next_report_at) FROM builds
                    WHERE origin = 'webhook' AND (reported IS NULL OR reported <> status)
                    """
            ).map(Columns.date)
        }
    }

    /// Records that the forge knows `report`, or will not be told: `status` of the report, not what it is by now.
    package func settle(_ report: StatusReport) async throws(StoreError) {
        try await write("settle a report") { database in
            try database.execute(
                sql: "UPDATE builds SET reported = ?, report_attempts = 0, next_report_at = 0 WHERE id = ?",
                arguments: [report.build.status.rawValue, report.build.id.description]
            )
        }
    }

    /// Puts a report off after a failure.
    package func postpone(_ report: StatusReport, until date: Date) async throws(StoreError) {
        try await write("put a report off") { database in
            try database.execute(
                sql: "UPDATE builds SET report_attempts = report_attempts + 1, next_report_at = ? WHERE id = ?",
                arguments: [Columns.time(date), report.build.id.description]
            )
        }
    }
}
