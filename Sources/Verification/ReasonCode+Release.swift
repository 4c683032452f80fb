package import Evidence

// What can be wrong with a release as a set of files.
extension ReasonCode {
    /// There is neither `provenance.json` nor an envelope that carries it.
    package static let provenanceMissing = ReasonCode("PROVENANCE_MISSING")
    /// There is no `evidence.json`.
    package static let evidenceMissing = ReasonCode("EVIDENCE_MISSING")
    /// There is no `provenance.intoto.jsonl`.
    package static let envelopeMissing = ReasonCode("ENVELOPE_MISSING")
    /// There is no `SHA256SUMS`.
    package static let checksumsMissing = ReasonCode("CHECKSUMS_MISSING")
    /// There is no `build.log`.
    package static let logMissing = ReasonCode("LOG_MISSING")
    /// An artifact that the provenance names, and that is judged, is not there.
    package static let artifactMissing = ReasonCode("ARTIFACT_MISSING")
    /// Two files have the same name.
    package static let fileDuplicated = ReasonCode("FILE_DUPLICATED")
    /// `provenance.json` is not a provenance of this format, or contradicts itself.
    package static let provenanceInvalid = ReasonCode("PROVENANCE_INVALID")
    /// `evidence.json` is not of this format.
    package static let evidenceInvalid = ReasonCode("EVIDENCE_INVALID")
    /// The files are of a format that was not asked for.
    package static let formatNotAllowed = ReasonCode("FORMAT_NOT_ALLOWED")
    /// `evidence.json` carries a time stamp, which this version cannot judge.
    package static let timestampNotSupported = ReasonCode("TIMESTAMP_NOT_SUPPORTED")
    /// The binding is not of its format, or speaks of another build than the provenance.
    package static let bindingInvalid = ReasonCode("BINDING_INVALID")
    /// The signing key is not the one that the binding names.
    package static let signingKeyMismatch = ReasonCode("SIGNING_KEY_MISMATCH")
    /// The envelope is not of its format, is not signed by the key, or carries other bytes than `provenance.json`.
    package static let envelopeInvalid = ReasonCode("ENVELOPE_INVALID")
    /// `SHA256SUMS` does not list exactly the artifacts.
    package static let checksumsMismatch = ReasonCode("CHECKSUMS_MISMATCH")
    /// `build.log` is not the log that was attested.
    package static let logMismatch = ReasonCode("LOG_MISMATCH")
    /// An artifact's contents are not those that were attested.
    package static let artifactDigestMismatch = ReasonCode("ARTIFACT_DIGEST_MISMATCH")
}

// What can be wrong with a build whose files are in order.
extension ReasonCode {
    /// Binding and provenance name different configurations, or the policy wants another one.
    package static let configurationMismatch = ReasonCode("CONFIGURATION_MISMATCH")
    /// The nonce is not the one that was asked for.
    package static let nonceMismatch = ReasonCode("NONCE_MISMATCH")
    /// `builder.id` does not agree with the evidence, or the policy wants another one.
    package static let builderIDMismatch = ReasonCode("BUILDER_ID_MISMATCH")
    /// The source is not the repository that was asked for.
    package static let sourceMismatch = ReasonCode("SOURCE_MISMATCH")
    /// The source was not found under the ref that was asked for.
    package static let refMismatch = ReasonCode("REF_MISMATCH")
    /// The commit is not the one that was asked for.
    package static let commitMismatch = ReasonCode("COMMIT_MISMATCH")
    /// The build phase had network and the policy does not allow that.
    package static let networkNotAllowed = ReasonCode("NETWORK_NOT_ALLOWED")
    /// The policy wants a machine that builds once, and this one had built before.
    package static let machineReused = ReasonCode("MACHINE_REUSED")
    /// No time stamp proves when the build was made; the time is the builder's own word.
    package static let timeUnanchored = ReasonCode("TIME_UNANCHORED")
    /// The evidence is older than the policy allows.
    package static let evidenceTooOld = ReasonCode("EVIDENCE_TOO_OLD")
    /// The hardware's report behind a TPM's quote was not made for this build.
    package static let hclNotFresh = ReasonCode("HCL_NOT_FRESH")
    /// What vouches for the machine descends from a root that is not the vendor's.
    package static let trustRootPrivate = ReasonCode("TRUST_ROOT_PRIVATE")
    /// The status under current collateral is not known.
    package static let currentStatusUnknown = ReasonCode("CURRENT_STATUS_UNKNOWN")
}
