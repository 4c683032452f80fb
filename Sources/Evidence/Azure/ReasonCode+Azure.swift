// Azure's confidential machines.
extension ReasonCode {
    /// The paravisor's report (HCL report) is not a structure of known form.
    package static let hclFormatInvalid = ReasonCode("HCL_FORMAT_INVALID")
    /// The paravisor's report is that of another kind of hardware than the evidence is for.
    package static let hclTypeMismatch = ReasonCode("HCL_TYPE_MISMATCH")
    /// The runtime data that the hardware vouches for is not what a paravisor writes.
    package static let runtimeDataInvalid = ReasonCode("RUNTIME_DATA_INVALID")
    /// The TDREPORT beside the runtime data is not the one that the quote was made from.
    package static let tdReportMismatch = ReasonCode("TDREPORT_MISMATCH")
    /// The TDREPORT has parts that only the processor could check, and that the quote does not repeat.
    package static let tdReportPartsIgnored = ReasonCode("TDREPORT_PARTS_IGNORED")
    /// Secure boot is not as the policy demands.
    package static let secureBootMismatch = ReasonCode("SECURE_BOOT_MISMATCH")
    /// The serial console is not as the policy demands.
    package static let consoleMismatch = ReasonCode("CONSOLE_MISMATCH")
}
