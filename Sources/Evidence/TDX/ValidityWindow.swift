import OpenSSLKit

import struct FoundationEssentials.Date

/// The time in which everything that was looked at is valid.
struct ValidityWindow {
    var start = Date.distantPast
    var end = Date.distantFuture

    func within(_ start: Date, _ end: Date) -> ValidityWindow {
        ValidityWindow(start: max(self.start, start), end: min(self.end, end))
    }

    func within(_ list: RevocationList) -> ValidityWindow {
        within(list.thisUpdate, list.nextUpdate ?? list.thisUpdate)
    }

    func within(_ certificates: [Certificate]) -> ValidityWindow {
        certificates.reduce(self) { $0.within($1.notBefore, $1.notAfter) }
    }

    /// The window, which holds a time at which everything was found valid.
    func range(around time: Date) -> ClosedRange<Date> { min(start, time)...max(end, time) }
}
