import Builds
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

@Suite struct StatementTimeTests {
    @Test(
        arguments: [
            "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2000-02-29T12:00:00Z", "2024-02-29T23:59:59Z",
            "2024-03-01T00:00:00Z", "2026-03-16T22:06:09Z", "2100-02-28T00:00:00Z", "2049-12-31T23:59:59Z",
            "1900-03-01T00:00:00Z", "2026-12-31T01:02:03Z", "9999-12-31T23:59:59Z",
        ]
    )
    func `a time is read and written as general formats do`(text: String) throws {
        let date = try #require(StatementTime.date(text))
        #expect(date == Date(rfc3339: text))
        #expect(StatementTime.text(date) == text)
    }

    @Test func `every day of four centuries is read and written back`() throws {
        for day in stride(from: -146_097, through: 146_097, by: 31) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 3661)
            #expect(StatementTime.date(StatementTime.text(date)) == date)
        }
    }

    @Test(
        arguments: [
            "", "2026-03-16", "2026-03-16T22:06:09", "2026-03-16T22:06:09+00:00", "2026-03-16T22:06:09.5Z",
            "2026-03-16 22:06:09Z", "2026-03-16t22:06:09z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "２026-01-01T00:00:00Z",
            "+026-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n",
        ]
    )
    func `any other text is no time`(text: String) {
        #expect(StatementTime.date(text) == nil)
    }

    @Test func `times beyond what can be written are cut off`() {
        #expect(StatementTime.text(.distantFuture) > "4000")
        #expect(StatementTime.text(Date(timeIntervalSince1970: 1e18)) == "9999-12-31T23:59:59Z")
        #expect(StatementTime.text(Date(timeIntervalSince1970: -1e18)) == "0000-01-01T00:00:00Z")
    }
}
