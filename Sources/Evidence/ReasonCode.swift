/// The stable name of a rule, in the field's terms: what is wrong when the rule fails.
///
/// The set is open: other targets add their own codes by extension. Once released, a code never changes its meaning.
package struct ReasonCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// A code spelled `UPPER_CASE`.
    package init(_ rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }
}

extension ReasonCode {
    /// The evidence lacks a member, has one that the format does not define, or holds text that is not what it must be.
    package static let evidenceMalformed = ReasonCode("EVIDENCE_MALFORMED")
    /// A field of the evidence is larger than any genuine one.
    package static let evidenceTooLarge = ReasonCode("EVIDENCE_TOO_LARGE")
    /// Evidence of this platform cannot be verified here.
    package static let platformNotSupported = ReasonCode("PLATFORM_NOT_SUPPORTED")
    /// The policy does not name the platform.
    package static let platformNotAllowed = ReasonCode("PLATFORM_NOT_ALLOWED")
    /// The evidence comes from the software stand-in, which proves nothing about a machine.
    package static let simulatedNotAllowed = ReasonCode("SIMULATED_NOT_ALLOWED")
    /// The evidence commits to other data than it is presented with.
    package static let reportDataMismatch = ReasonCode("REPORT_DATA_MISMATCH")
    /// Nothing that is trusted vouches for the attestation key, so that it is anybody's: on TDX the quoting enclave's report
    /// names another, on Azure the hardware's report names other runtime data.
    package static let akBindingInvalid = ReasonCode("AK_BINDING_INVALID")
    /// The machine's measurement is not one that the policy names.
    package static let measurementMismatch = ReasonCode("MEASUREMENT_MISMATCH")
}

// AMD SEV-SNP, and the simulated platform that shares its format.
extension ReasonCode {
    /// The report is shorter than its format.
    package static let reportTruncated = ReasonCode("REPORT_TRUNCATED")
    /// The report's version, algorithm, length or reserved bytes are not those of a known format.
    package static let reportFormatUnsupported = ReasonCode("REPORT_FORMAT_UNSUPPORTED")
    /// The report is not signed by the key that is presented with it.
    package static let reportSignatureInvalid = ReasonCode("REPORT_SIGNATURE_INVALID")
    /// The key that signed the report does not descend from the platform's root.
    package static let vcekChainInvalid = ReasonCode("VCEK_CHAIN_INVALID")
    /// A certificate of the chain is not valid at the time of judgement.
    package static let vcekExpired = ReasonCode("VCEK_EXPIRED")
    /// The key that signed the report was made for other firmware than the report states.
    package static let vcekTCBMismatch = ReasonCode("VCEK_TCB_MISMATCH")
    /// The key that signed the report belongs to another chip.
    package static let vcekHardwareIDMismatch = ReasonCode("VCEK_HWID_MISMATCH")
    /// No revocation list was there to judge the chain by.
    package static let revocationListMissing = ReasonCode("CRL_MISSING")
    /// The report's TCB versions are not in the order that firmware keeps.
    package static let tcbOrderInvalid = ReasonCode("TCB_ORDER_INVALID")
    /// The guest runs with debugging allowed: its host can read and change its memory.
    package static let guestPolicyDebugSet = ReasonCode("GUEST_POLICY_DEBUG_SET")
    /// The guest runs with a migration agent, which can move it to a machine that nobody measured.
    package static let guestPolicyMigrationSet = ReasonCode("GUEST_POLICY_MIGRATION_SET")
}

// Judged above this target, on what it verified.
extension ReasonCode {
    /// Nobody said which builder to trust.
    package static let builderNotAppraised = ReasonCode("BUILDER_NOT_APPRAISED")
    /// Nobody said which repository the build must come from.
    package static let sourceNotAppraised = ReasonCode("SOURCE_NOT_APPRAISED")
    /// Nobody said which ref or commit the build must come from.
    package static let refNotAppraised = ReasonCode("REF_NOT_APPRAISED")
    /// A file is there that the provenance does not name.
    package static let fileNotAttested = ReasonCode("FILE_NOT_ATTESTED")
    /// The tag no longer peels to the commit that was built.
    package static let tagMoved = ReasonCode("TAG_MOVED")
}
