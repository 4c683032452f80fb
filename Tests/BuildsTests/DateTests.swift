import Builds
import Foundation
import Testing

@Suite struct DateTests {
    @Test(arguments: ["2026-11-23T08:21:00Z", "2026-11-23T09:21:00+01:00", "2026-11-23T08:21:00.000Z"])
    func `a time reads back in UTC`(text: String) {
        #expect(Date(rfc3339: text)?.rfc3339 == "2026-11-23T08:21:00Z")
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-13-23T08:21:00Z", "08:21", "2026-11-23T08:21:00", "2026-11-23T08:21:00Zx",
    ])
    func `any other text is no time`(text: String) {
        #expect(Date(rfc3339: text) == nil)
    }
}
