import struct FoundationEssentials.Date

/// Intel's statements about a platform whose signatures, issuers and dates hold.
struct TDXStatements {
    let tcbInfo: TCBInfo
    let qeIdentity: QEIdentity
    /// When all of it is valid, with the chain of the platform itself.
    let window: ClosedRange<Date>
}
