import StrictJSON

import struct FoundationEssentials.Date

/// What Intel says of everything that is at least at some level.
struct TCBJudgement: Hashable, Sendable {
    let status: IntelTCBStatus
    /// Issues that were published by then are looked at.
    let date: Date
    /// The open issues, for example `INTEL-SA-00837`.
    let advisories: [String]

    init(_ reader: StatementReader) throws(JSONError) {
        status = try reader.status("tcbStatus")
        date = try reader.date("tcbDate")
        advisories = try reader.strings("advisoryIDs")
    }
}
