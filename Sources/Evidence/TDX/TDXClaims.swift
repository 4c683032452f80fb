/// What a verified TDX quote says, with what Intel says of the platform that made it.
package struct TDXClaims: Hashable, Sendable {
    /// Who made the quoting enclave, and its data.
    package let header: TDXQuoteHeader
    /// The guest; every field of it is signed.
    package let report: TDXReport
    /// The platform, as Intel certifies it.
    package let pck: PCKIdentity
    /// The platform's firmware, as Intel judges it at the time of judgement.
    package let tcb: TDXTCBStatus
    /// The events that lead to the guest's registers; `nil` where no log came with the quote.
    package let eventLog: TDXEventLog?

    /// Whether somebody outside may look into the guest.
    package var isDebug: Bool { report.attributes.isDebug }

    /// The same claims, with the event log that was replayed against them.
    func with(_ log: TDXEventLog) -> TDXClaims {
        TDXClaims(header: header, report: report, pck: pck, tcb: tcb, eventLog: log)
    }
}
