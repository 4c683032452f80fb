import Builds
import OpenSSLKit

import struct FoundationEssentials.Date

/// Judges the certificate of an attestation key (TCG EK credential profile; TCG OID registry).
struct AttestationKeyCertificate {
    /// tcg-kp-AIKCertificate: the key is a TPM's, and restricted to signing what the TPM made.
    static let extendedKeyUsage = "2.23.133.8.3"

    /// The authorities that are trusted.
    let roots: [Certificate]
    /// The time at which certificates are judged.
    let time: Date

    /// The certificate, if an authority that is trusted issued it; `nil` where no such authority is named. One that
    /// claims to come from such an authority, and does not hold, is an error.
    func certificate(
        in chain: [[UInt8]],
        of key: TPMPublicArea,
        rules: inout RuleLog
    ) throws(EvidenceError) -> Certificate? {
        guard !chain.isEmpty else { return nil }
        let certificates = try Self.read(chain)
        let leaf = certificates[0]
        try rules.require(
            .akCertificateMismatch,
            leaf.publicKey == key.publicKey,
            pass: "the certificate is that of the attestation key",
            fail: "the certificate is that of another key"
        )
        let last = certificates[certificates.count - 1]
        let named = roots.filter { $0.subject == last.issuer }
        // An authority keeps its name when it changes its key.
        guard let root = named.first(where: { last.isSigned(by: $0) }) ?? named.first else {
            rules.notEvaluated(
                .akCertificateInvalid,
                found: last.issuer.commonName ?? "no common name",
                "the attestation key's certificate leads to no authority that is trusted"
            )
            return nil
        }
        let held = CertificateChain(leaf: leaf, intermediates: Array(certificates.dropFirst()), root: root)
        try judge(held, rules: &rules)
        return leaf
    }

    private static func read(_ chain: [[UInt8]]) throws(EvidenceError) -> [Certificate] {
        var certificates: [Certificate] = []
        for der in chain {
            do {
                certificates.append(try Certificate(der: der))
            } catch {
                throw EvidenceError(
                    .akCertificateInvalid,
                    "a certificate of the attestation key cannot be read: \(error)"
                )
            }
        }
        return certificates
    }

    private func judge(_ chain: CertificateChain, rules: inout RuleLog) throws(EvidenceError) {
        let leaf = chain.leaf
        try rules.require(
            .akCertificateInvalid,
            leaf.version == 3 && !leaf.isAuthority && leaf.keyUsage?.contains(.digitalSignature) != false
                && leaf.extendedKeyUsage.contains(Self.extendedKeyUsage),
            expected: Self.extendedKeyUsage,
            found: leaf.extendedKeyUsage.isEmpty ? "no purpose" : leaf.extendedKeyUsage.joined(separator: ", "),
            pass: "the certificate is for an attestation key",
            fail: "the certificate is not for an attestation key"
        )
        let fault: CertificateChain.Fault?
        do {
            fault = try chain.fault(at: time)
        } catch {
            throw EvidenceError(.akCertificateInvalid, "the chain cannot be judged: \(error)")
        }
        switch fault {
        case .expired, .notYetValid:
            throw EvidenceError(
                .akCertificateExpired,
                found: time.rfc3339,
                "a certificate of the attestation key's chain is not valid at the time of judgement"
            )
        case .invalid(let reason):
            throw EvidenceError(.akCertificateInvalid, "the attestation key's chain does not hold: \(reason)")
        case nil:
            rules.pass(
                .akCertificateInvalid,
                found: chain.root.subject.commonName ?? "no common name",
                "an authority that is trusted certifies the attestation key"
            )
        }
    }
}
