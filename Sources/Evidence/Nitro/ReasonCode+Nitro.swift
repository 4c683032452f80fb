// AWS Nitro Enclaves.
extension ReasonCode {
    /// The attestation document ends before it is complete.
    package static let documentTruncated = ReasonCode("DOCUMENT_TRUNCATED")
    /// The attestation document is not the one encoding of a document, or a member is not what it must be.
    package static let documentMalformed = ReasonCode("DOCUMENT_MALFORMED")
    /// The attestation document is of a kind that is not known here: another algorithm, or other members.
    package static let documentFormatUnsupported = ReasonCode("DOCUMENT_FORMAT_UNSUPPORTED")
    /// The attestation document is not signed by the key of its certificate.
    package static let documentSignatureInvalid = ReasonCode("DOCUMENT_SIGNATURE_INVALID")
    /// The certificate that signs the document does not descend from AWS's root.
    package static let nitroChainInvalid = ReasonCode("NITRO_CHAIN_INVALID")
    /// A certificate of the document is not valid at the time of judgement, or was not when the document was signed.
    package static let nitroCertificateExpired = ReasonCode("NITRO_CERTIFICATE_EXPIRED")
    /// The certificate that signs the document is for another enclave than the document names.
    package static let moduleIDMismatch = ReasonCode("MODULE_ID_MISMATCH")
    /// The enclave runs in debug mode: its console can be read from outside, and nothing of it is measured.
    package static let enclaveDebugMode = ReasonCode("ENCLAVE_DEBUG_MODE")
    /// The document does not state a PCR that the policy reads.
    package static let pcrMissing = ReasonCode("PCR_MISSING")
}
