// TPM 2.0 quotes, alone or as part of other evidence.
extension ReasonCode {
    /// What the TPM signed is not a structure of known form: cut short, followed by other bytes, or with a field out of
    /// range.
    package static let attestFormatInvalid = ReasonCode("ATTEST_FORMAT_INVALID")
    /// What was signed was not made inside a TPM: `TPM_GENERATED_VALUE` is missing.
    package static let attestMagicInvalid = ReasonCode("ATTEST_MAGIC_INVALID")
    /// The TPM signed another statement than a quote.
    package static let attestTypeInvalid = ReasonCode("ATTEST_TYPE_INVALID")
    /// The quote is not signed by the attestation key, or with an algorithm that is not accepted.
    package static let tpmQuoteSignatureInvalid = ReasonCode("TPM_QUOTE_SIGNATURE_INVALID")
    /// The quote does not cover exactly one bank of SHA-256 registers.
    package static let pcrSelectionInvalid = ReasonCode("PCR_SELECTION_INVALID")
    /// The registers that come with the quote are not those that the TPM quoted.
    package static let pcrDigestMismatch = ReasonCode("PCR_DIGEST_MISMATCH")
    /// A register that the policy names is not covered by the quote.
    package static let pcrNotQuoted = ReasonCode("PCR_NOT_QUOTED")
    /// A register does not hold a value that the policy names.
    package static let pcrMismatch = ReasonCode("PCR_MISMATCH")
    /// The TPM cannot vouch for its clock since it lost power; only reported.
    package static let tpmClockUnsafe = ReasonCode("TPM_CLOCK_UNSAFE")
    /// The attestation key is not a structure of known form, or of a kind that is not accepted.
    package static let akFormatUnsupported = ReasonCode("AK_FORMAT_UNSUPPORTED")
    /// The attestation key may leave its TPM, or may sign what was not made inside it.
    package static let akAttributesInvalid = ReasonCode("AK_ATTRIBUTES_INVALID")
    /// Nothing that whoever verifies trusts says that the attestation key lives in a TPM.
    package static let akNotTrusted = ReasonCode("AK_NOT_TRUSTED")
    /// The certificate of the attestation key is not one by an authority for that use.
    package static let akCertificateInvalid = ReasonCode("AK_CERTIFICATE_INVALID")
    /// The certificate is that of another attestation key.
    package static let akCertificateMismatch = ReasonCode("AK_CERTIFICATE_MISMATCH")
    /// A certificate of the attestation key's chain is not valid at the time of judgement.
    package static let akCertificateExpired = ReasonCode("AK_CERTIFICATE_EXPIRED")
    /// The endorsement key's certificate was not judged: a quote does not prove that it belongs to the same TPM.
    package static let ekNotProven = ReasonCode("EK_NOT_PROVEN")
    /// The evidence is that of a TPM alone, which is weaker than that of a confidential machine; only reported.
    package static let tpmOnly = ReasonCode("TPM_ONLY")
}
