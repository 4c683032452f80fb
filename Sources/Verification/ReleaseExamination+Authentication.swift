import Builds
import Evidence
import OpenSSLKit
import Provenance

extension ReleaseExamination {
    /// What stands in the files, decoded as far as it can be.
    private struct Parts {
        var provenance: [UInt8]?
        var statement: Statement?
        var evidenceFile: EvidenceFile?
        var binding: Binding?
        var key: PublicKey?
    }

    /// Proves that the evidence covers the provenance; `nil` if it does not, with the reasons in ``judgement``.
    mutating func authenticate() throws -> AttestedBuild? {
        var parts = Parts()
        let envelope = try readEnvelope()
        try readProvenance(envelope, into: &parts)
        try readEvidence(into: &parts)
        judge(envelope, parts)
        guard let file = parts.evidenceFile, let binding = parts.binding, let provenance = parts.provenance else {
            judgement.skip(.reportDataMismatch, "not judged without provenance, evidence and binding")
            return nil
        }
        let machine = judgeMachine(file, provenance: provenance, binding: binding)
        guard let machine, let statement = parts.statement else { return nil }
        let build = AttestedBuild(statement: statement, binding: binding, evidence: machine)
        return judgeAgreement(of: build, provenance: provenance) ? build : nil
    }

    private mutating func readEnvelope() throws -> Envelope? {
        guard let bytes = try contents(of: .envelope, limit: Envelope.sizeLimit, .envelopeInvalid) else {
            if layout[.envelope] == nil, isRequired(.envelope) {
                judgement.fail(.envelopeMissing, "\(BuildFile.envelope.rawValue) is missing")
            }
            return nil
        }
        do {
            return try Envelope(decoding: bytes)
        } catch {
            judgement.fail(.envelopeInvalid, error.description)
            return nil
        }
    }

    /// Takes the provenance from its own file, or from the envelope where that is the only place.
    private mutating func readProvenance(_ envelope: Envelope?, into parts: inout Parts) throws {
        let isFile = layout[.provenance] != nil
        let own = try contents(of: .provenance, limit: Statement.sizeLimit, .provenanceInvalid)
        guard let bytes = isFile ? own : envelope?.payload else {
            if !isFile, layout[.envelope] == nil {
                judgement.fail(.provenanceMissing, "there is no provenance, neither by itself nor in an envelope")
            } else if !isFile {
                judgement.skip(.provenanceInvalid, "the envelope that should hold the provenance cannot be read")
            }
            return
        }
        parts.provenance = bytes
        do {
            parts.statement = try Statement(decoding: bytes)
            judgement.pass(.provenanceInvalid, "the provenance is well formed")
        } catch {
            judgement.fail(.provenanceInvalid, error.description)
        }
    }

    private mutating func readEvidence(into parts: inout Parts) throws {
        guard let bytes = try contents(of: .evidence, limit: EvidenceFile.sizeLimit, .evidenceInvalid) else {
            if layout[.evidence] == nil {
                judgement.fail(.evidenceMissing, "\(BuildFile.evidence.rawValue) is missing")
            }
            return
        }
        let file: EvidenceFile
        do {
            file = try EvidenceFile(decoding: bytes)
        } catch {
            judge(error)
            return
        }
        guard judgeFormat() else { return }
        judgement.pass(.evidenceInvalid, "\(BuildFile.evidence.rawValue) is well formed")
        parts.evidenceFile = file
        do {
            parts.binding = try Binding(decoding: file.binding)
        } catch {
            judgement.fail(.bindingInvalid, error.description)
        }
        parts.key = readSigningKey(file.signingKey, binding: parts.binding)
        if file.timestamp != nil {
            judgement.fail(.timestampNotSupported, "there is a time stamp, which this version cannot judge")
        }
    }

    /// Says why `evidence.json` was refused: a foreign format is a decision of the caller's, not damage.
    private mutating func judge(_ error: ProvenanceError) {
        judgement.fail(error.code == .foreign ? .formatNotAllowed : .evidenceInvalid, error.description)
    }

    private mutating func judgeFormat() -> Bool {
        let isAllowed = expectations.format == .assay && policy?.formats.contains(.assay) != false
        if !isAllowed {
            judgement.fail(
                .formatNotAllowed,
                expected: (policy?.formats ?? [expectations.format]).map(\.rawValue).sorted().joined(separator: ", "),
                found: ReleaseFormat.assay.rawValue,
                "the files are of a format that was not asked for"
            )
        }
        return isAllowed
    }

    private mutating func readSigningKey(_ text: String, binding: Binding?) -> PublicKey? {
        guard let key = try? PublicKey(pem: text), key.pem == text, key.kind == .p256 else {
            judgement.fail(.signingKeyMismatch, "the signing key is not a P-256 public key in PEM")
            return nil
        }
        guard let binding else {
            judgement.skip(.signingKeyMismatch, "not judged without a binding")
            return nil
        }
        let digest = SHA256Digest(of: key.subjectPublicKeyInfo)
        let isBound = judgement.compare(
            .signingKeyMismatch,
            expected: binding.signingKeySHA256,
            found: digest,
            "the digest of the signing key"
        )
        return isBound ? key : nil
    }

    private mutating func judge(_ envelope: Envelope?, _ parts: Parts) {
        guard let envelope else { return }
        guard let key = parts.key else {
            judgement.skip(.envelopeInvalid, "not judged without the key that the binding names")
            return
        }
        if let provenance = parts.provenance, envelope.payload != provenance {
            judgement.fail(
                .envelopeInvalid,
                expected: SHA256Digest(of: provenance).description,
                found: SHA256Digest(of: envelope.payload).description,
                "the envelope carries other bytes than \(BuildFile.provenance.rawValue)"
            )
        } else if !envelope.isSigned(by: key) {
            judgement.fail(.envelopeInvalid, "the envelope is not signed by the key that it should be signed by")
        } else {
            judgement.pass(.envelopeInvalid, "the envelope is signed by the key that the binding names")
        }
    }
}
