// The quote and the key that vouches for it.
extension ReasonCode {
    /// The quote ends before its format does.
    package static let quoteTruncated = ReasonCode("QUOTE_TRUNCATED")
    /// The quote's version, key type, body, certification data or sizes are not those of a known TDX format.
    package static let quoteFormatUnsupported = ReasonCode("QUOTE_FORMAT_UNSUPPORTED")
    /// Bytes follow the quote that nobody signed.
    package static let quotePaddingIgnored = ReasonCode("QUOTE_PADDING_IGNORED")
    /// The quoting enclave comes from another vendor.
    package static let qeVendorIDMismatch = ReasonCode("QE_VENDOR_ID_MISMATCH")
    /// The key that certifies the quoting enclave does not descend from Intel's root.
    package static let pckChainInvalid = ReasonCode("PCK_CHAIN_INVALID")
    /// The collateral brings another chain than the quote, which nobody needs.
    package static let pckChainIgnored = ReasonCode("PCK_CHAIN_IGNORED")
    /// A certificate of that chain is not valid at the time of judgement.
    package static let pckExpired = ReasonCode("PCK_EXPIRED")
    /// Intel revoked a certificate of that chain.
    package static let pckRevoked = ReasonCode("PCK_REVOKED")
    /// Intel's extensions of the certificate are missing or malformed.
    package static let pckExtensionsInvalid = ReasonCode("PCK_EXTENSIONS_INVALID")
    /// The report of the quoting enclave is not signed by the key that certifies it.
    package static let qeReportSignatureInvalid = ReasonCode("QE_REPORT_SIGNATURE_INVALID")
    /// The quote is not signed by the key that its quoting enclave vouches for.
    package static let quoteSignatureInvalid = ReasonCode("QUOTE_SIGNATURE_INVALID")
    /// The event log does not lead to the registers of the quote.
    package static let eventLogMismatch = ReasonCode("EVENT_LOG_MISMATCH")
    /// The event log has bytes that lead to no register, such as what it says of its events.
    package static let eventLogDataIgnored = ReasonCode("EVENT_LOG_DATA_IGNORED")
    /// The event log cannot be read.
    package static let eventLogMalformed = ReasonCode("EVENT_LOG_MALFORMED")
}

// Intel's signed statements about the platform.
extension ReasonCode {
    /// Without Intel's statements nobody can say whether the quote's keys are revoked and its firmware is sound.
    package static let collateralMissing = ReasonCode("COLLATERAL_MISSING")
    /// The collateral lacks a part, has one too many, or a part cannot be read.
    package static let collateralMalformed = ReasonCode("COLLATERAL_MALFORMED")
    /// The revocation list is one of another authority than issued the quote's certificate.
    package static let revocationListIssuerMismatch = ReasonCode("CRL_ISSUER_MISMATCH")
    /// The key that signs Intel's statements does not descend from Intel's root.
    package static let tcbSigningChainInvalid = ReasonCode("TCB_SIGNING_CHAIN_INVALID")
    /// A certificate of that chain is not valid at the time of judgement.
    package static let tcbSigningExpired = ReasonCode("TCB_SIGNING_EXPIRED")
    /// Intel revoked the certificate of that key.
    package static let tcbSigningRevoked = ReasonCode("TCB_SIGNING_REVOKED")
    /// Intel did not sign the TCB info.
    package static let tcbInfoSignatureInvalid = ReasonCode("TCB_INFO_SIGNATURE_INVALID")
    /// The TCB info is not one for TDX of a known version.
    package static let tcbInfoUnsupported = ReasonCode("TCB_INFO_UNSUPPORTED")
    /// The TCB info is not the one for the time of judgement.
    package static let tcbInfoExpired = ReasonCode("TCB_INFO_EXPIRED")
    /// The TCB info is about another kind of platform.
    package static let pckFMSPCMismatch = ReasonCode("PCK_FMSPC_MISMATCH")
    /// The TCB info is about another provisioning certification enclave.
    package static let pckPCEIDMismatch = ReasonCode("PCK_PCEID_MISMATCH")
    /// Intel did not sign the identity of the quoting enclave.
    package static let qeIdentitySignatureInvalid = ReasonCode("QE_IDENTITY_SIGNATURE_INVALID")
    /// The identity is not that of TDX's quoting enclave, in a known version.
    package static let qeIdentityUnsupported = ReasonCode("QE_IDENTITY_UNSUPPORTED")
    /// The identity of the quoting enclave is not the one for the time of judgement.
    package static let qeIdentityExpired = ReasonCode("QE_IDENTITY_EXPIRED")
    /// The enclave that vouches for the quote's key is not Intel's quoting enclave for TDX.
    package static let qeIdentityMismatch = ReasonCode("QE_IDENTITY_MISMATCH")
    /// The TDX module is not one that Intel lists for the platform.
    package static let tdxModuleMismatch = ReasonCode("TDX_MODULE_MISMATCH")
    /// The platform is older than the oldest level that Intel lists.
    package static let tcbLevelNotFound = ReasonCode("TCB_LEVEL_NOT_FOUND")
    /// Intel revoked the platform's level.
    package static let tcbRevoked = ReasonCode("TCB_REVOKED")
}

// What a policy judges.
extension ReasonCode {
    /// The platform's level has open advisories that the policy does not name.
    package static let tcbAdvisoryNotAllowed = ReasonCode("TCB_ADVISORY_NOT_ALLOWED")
    /// The collateral is of an older evaluation than the policy accepts.
    package static let tcbEvaluationOutOfDate = ReasonCode("TCB_EVALUATION_NUMBER_OUT_OF_DATE")
    /// Nobody vouches for the time of judgement, and the policy does not say how old an evaluation may be.
    package static let tcbEvaluationNotAppraised = ReasonCode("TCB_EVALUATION_NUMBER_NOT_APPRAISED")
    /// The TDX module was updated after the guest's start.
    package static let tdRelaunchAdvised = ReasonCode("TD_RELAUNCH_ADVISED")
    /// The firmware's security versions are lower than the policy accepts.
    package static let teeTCBSVNOutOfDate = ReasonCode("TEE_TCB_SVN_OUT_OF_DATE")
    package static let rtmr0Mismatch = ReasonCode("RTMR0_MISMATCH")
    package static let rtmr1Mismatch = ReasonCode("RTMR1_MISMATCH")
    package static let rtmr2Mismatch = ReasonCode("RTMR2_MISMATCH")
    package static let rtmr3Mismatch = ReasonCode("RTMR3_MISMATCH")
    /// The TDX module is not one that the policy names.
    package static let mrSeamMismatch = ReasonCode("MR_SEAM_MISMATCH")
    /// The TDX module's signer is not the one that the policy names.
    package static let mrSignerSeamMismatch = ReasonCode("MR_SIGNER_SEAM_MISMATCH")
    package static let seamAttributesMismatch = ReasonCode("SEAM_ATTRIBUTES_MISMATCH")
    package static let mrConfigIDMismatch = ReasonCode("MR_CONFIG_ID_MISMATCH")
    package static let mrOwnerMismatch = ReasonCode("MR_OWNER_MISMATCH")
    package static let mrOwnerConfigMismatch = ReasonCode("MR_OWNER_CONFIG_MISMATCH")
    package static let mrServiceTDMismatch = ReasonCode("MR_SERVICE_TD_MISMATCH")
    package static let tdAttributesMismatch = ReasonCode("TD_ATTRIBUTES_MISMATCH")
    /// TDATTRIBUTES has bits whose meaning is not known here.
    package static let tdAttributesReserved = ReasonCode("TD_ATTRIBUTES_RESERVED")
    package static let xfamMismatch = ReasonCode("XFAM_MISMATCH")
    /// XFAM has bits whose meaning is not known here, or lacks those that every guest has.
    package static let xfamReserved = ReasonCode("XFAM_RESERVED")
    /// The guest runs with debugging: its host can read and change its memory.
    package static let tdDebugSet = ReasonCode("TD_ATTRIBUTES_DEBUG_SET")
    /// The guest can be moved to a machine that nobody measured.
    package static let tdMigratableSet = ReasonCode("TD_ATTRIBUTES_MIGRATABLE_SET")
    /// Another guest is bound to this one and may read its state.
    package static let serviceTDBound = ReasonCode("SERVICE_TD_BOUND")
    /// The kind of platform is not one that the policy names.
    package static let fmspcNotAllowed = ReasonCode("FMSPC_NOT_ALLOWED")
    /// The machine is not one that the policy lists.
    package static let platformInstanceIDNotAllowed = ReasonCode("PLATFORM_INSTANCE_ID_NOT_ALLOWED")
}
