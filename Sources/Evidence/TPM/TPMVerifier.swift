package import Builds
package import OpenSSLKit

/// Verifies the quote of a TPM 2.0 on its own.
///
/// It shows which programs a machine measured when it started, to whoever knows the attestation key. It does not show
/// that the machine keeps its operator out, and without a pinned or certified key it shows nothing at all: anyone can
/// run a TPM in software. Which key is good enough is for ``TPMPolicy`` to say.
package struct TPMVerifier: PlatformVerifier {
    package var platform: Platform { .tpm }

    private let roots: [Certificate]
    /// A machine signs all of its quotes with one key, and a policy names few of them.
    private let keys = ReadingMemory<TPMPublicArea>()

    /// Trusts these authorities to certify attestation keys.
    package init(roots: [Certificate]) { self.roots = roots }

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            let parts = try TPMEvidence(evidence.evidence)
            let collateral = try TPMCollateral(evidence.collateral)
            return (.tpm(try claims(of: parts, collateral, at: time, rules: &rules)), time)
        }
    }

    /// What decoded evidence says, once every rule held.
    func claims(
        of parts: TPMEvidence,
        _ collateral: TPMCollateral,
        at time: JudgementTime,
        rules: inout RuleLog
    ) throws(EvidenceError) -> TPMClaims {
        let key = try keys.output(of: [parts.attestationKey]) { () throws(EvidenceError) in
            try TPMPublicArea(parsing: parts.attestationKey)
        }
        try rules.require(
            .akAttributesInvalid,
            key.attributes.isAttestationKey,
            expected: "fixed to its TPM, made by it, for signing only, and restricted",
            found: "0x" + String(key.attributes.rawValue, radix: 16),
            pass: "the attestation key says that it is confined to its TPM",
            fail: "the attestation key is not confined to its TPM"
        )
        let signature = try TPMSignature(parsing: parts.quote.signature)
        guard signature.algorithm == key.scheme else {
            throw EvidenceError(.tpmQuoteSignatureInvalid, "the quote is signed with another scheme than the key's")
        }
        let quote = try TPMQuoteClaims(of: parts.quote, signature: signature, key: key.publicKey, rules: &rules)
        let certificate = try AttestationKeyCertificate(roots: roots, time: time.date)
            .certificate(in: collateral.attestationKey, of: key, rules: &rules)
        if let der = collateral.endorsementKey {
            reportEndorsement(der, of: key, signer: quote.quote.qualifiedSigner, rules: &rules)
        }
        rules.notEvaluated(
            .tpmOnly,
            "a TPM vouches for what the machine measured when it started; its operator is not kept out"
        )
        return TPMClaims(quote: quote, attestationKey: key, certificate: certificate)
    }

    /// Only a dialogue with the TPM (TPM2_ActivateCredential) proves what an endorsement key is the parent of, and makers
    /// put keys in their certificates in ways of their own; so whatever stands there is reported and decides nothing.
    private func reportEndorsement(
        _ der: [UInt8],
        of key: TPMPublicArea,
        signer: TPMName,
        rules: inout RuleLog
    ) {
        guard let certificate = try? Certificate(der: der) else {
            rules.notEvaluated(.ekNotProven, "the endorsement key's certificate cannot be read")
            return
        }
        let isParent = TPMEndorsementKey(certificate.publicKey)?.isParent(of: key.name, qualifiedAs: signer) ?? false
        rules.notEvaluated(
            .ekNotProven,
            found: certificate.issuer.commonName ?? "no common name",
            isParent
                ? "the quote says that the attestation key lives under this endorsement key: as true as that key is trusted"
                : "the quote does not say that the attestation key lives under this endorsement key"
        )
    }
}
