package import struct FoundationEssentials.Date

/// How Intel's statements judge a platform at a time.
package struct TDXTCBStatus: Hashable, Sendable {
    /// All parts together.
    package let status: IntelTCBStatus
    /// The platform by itself: processor, microcode, provisioning certification enclave.
    package let platform: IntelTCBStatus
    /// The TDX module; `nil` for TDX 1.0, which the platform's status covers.
    package let module: IntelTCBStatus?
    /// The quoting enclave.
    package let quotingEnclave: IntelTCBStatus
    /// All parts together with the firmware that runs now instead of that of the guest's start; `nil` where the quote
    /// does not state it.
    package let current: IntelTCBStatus?
    /// The advisories of the three levels, each once, in Intel's order.
    package let advisories: [String]
    /// The oldest date of the three levels: issues that were published later are not looked at.
    package let date: Date
    /// The number of the evaluation: the lower one of TCB info and identity of the quoting enclave.
    package let evaluationNumber: Int
    /// When every certificate, list and statement that was looked at is valid.
    package let window: ClosedRange<Date>
}
