// What the chain and the revocation list are judged by.
extension ReasonCode {
    /// The revocation list cannot be read, or the root did not sign it.
    package static let revocationListInvalid = ReasonCode("CRL_INVALID")
    /// The revocation list is not the one for the time of judgement.
    package static let revocationListExpired = ReasonCode("CRL_EXPIRED")
    /// The evidence brings authorities along, which count for nothing.
    package static let authoritiesIgnored = ReasonCode("CERT_CHAIN_IGNORED")
    /// The certificate that issued the signing key is revoked.
    package static let vcekIssuerRevoked = ReasonCode("VCEK_ISSUER_REVOKED")
}

// What a policy judges.
extension ReasonCode {
    /// The product line is not one that the policy names.
    package static let productLineNotAllowed = ReasonCode("PRODUCT_LINE_NOT_ALLOWED")
    /// Keys of the product line can be forged for any firmware, and the policy does not say that it accepts that.
    package static let productLineCompromised = ReasonCode("PRODUCT_LINE_COMPROMISED")
    /// The guest's ID block is not signed by a key that the policy names.
    package static let idKeyDigestMismatch = ReasonCode("ID_KEY_DIGEST_MISMATCH")
    /// The key of the guest's ID block is not vouched for by an author key that the policy names.
    package static let authorKeyDigestMismatch = ReasonCode("AUTHOR_KEY_DIGEST_MISMATCH")
    /// The guest is an older release than the policy accepts.
    package static let guestSVNOutOfDate = ReasonCode("GUEST_SVN_OUT_OF_DATE")
    /// The family of the guest's image is not the one that the policy names.
    package static let familyIDMismatch = ReasonCode("FAMILY_ID_MISMATCH")
    /// The guest's image is not the one that the policy names.
    package static let imageIDMismatch = ReasonCode("IMAGE_ID_MISMATCH")
    /// What the host handed to the guest at launch is not what the policy names.
    package static let hostDataMismatch = ReasonCode("HOST_DATA_MISMATCH")
    /// The firmware is older than the policy accepts.
    package static let tcbOutOfDate = ReasonCode("TCB_OUT_OF_DATE")
    /// The guest was started by firmware older than the policy accepts.
    package static let launchTCBOutOfDate = ReasonCode("LAUNCH_TCB_OUT_OF_DATE")
    /// The firmware runs without a mitigation that the policy demands.
    package static let mitigationMissing = ReasonCode("MITIGATION_MISSING")
    /// The report was asked for at another privilege level than the policy names.
    package static let vmplMismatch = ReasonCode("VMPL_MISMATCH")
    /// The chip is not one that the policy lists.
    package static let chipIDNotAllowed = ReasonCode("CHIP_ID_NOT_ALLOWED")
    /// The host hides which chip it runs on.
    package static let chipIDMasked = ReasonCode("CHIP_ID_MASKED")
    /// The operator that the signing key was made for is not one that the policy lists.
    package static let cloudServiceProviderNotAllowed = ReasonCode("CSP_ID_NOT_ALLOWED")
    /// Nobody looked whether two addresses lead to the same memory.
    package static let aliasCheckIncomplete = ReasonCode("ALIAS_CHECK_INCOMPLETE")
    /// Other guests' threads may share a core with this guest's.
    package static let smtEnabled = ReasonCode("SMT_ENABLED")
    /// The firmware that runs is not committed, so that the host can go back to an older one.
    package static let firmwareProvisional = ReasonCode("FIRMWARE_PROVISIONAL")
    /// PLATFORM_INFO has bits whose meaning is not known here.
    package static let platformInfoUnknown = ReasonCode("PLATFORM_INFO_UNKNOWN")
}
