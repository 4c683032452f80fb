import Evidence
import OpenSSLKit
import Provenance

extension Judgement {
    /// Judges what evidence by itself carries of a build: whoever finds it in a file that was verified relies on it.
    mutating func judgeBinding(of file: BareEvidence) {
        guard let binding = file.binding else {
            if !file.bindingBytes.isEmpty { fail(.bindingInvalid, "the binding cannot be read") }
            if file.signingKey != nil { fail(.signingKeyMismatch, "no binding vouches for the signing key") }
            return
        }
        guard let text = file.signingKey else { return }
        let key = (try? PublicKey(pem: text)).flatMap { $0.pem == text ? $0 : nil }
        compare(
            .signingKeyMismatch,
            expected: binding.signingKeySHA256,
            found: key.map { SHA256Digest(of: $0.subjectPublicKeyInfo) },
            "the digest of the signing key"
        )
    }

    /// Remarks where a TPM's quote alone was made for the data, and the hardware's report, which vouches for the TPM, may
    /// be as old as the machine's start.
    mutating func judgeFreshness(of machine: VerifiedEvidence, committingTo commitment: CommitmentExpectation) {
        guard case .azure(let claims) = machine.claims else { return }
        guard !claims.isFresh(for: commitment) else { return }
        notice(.hclNotFresh, "the hardware's report was made earlier, and only the TPM's quote for the data")
    }
}

extension AzureClaims {
    /// Whether the hardware's report holds what the quote commits to, or its preimage: it was made for that, and not when
    /// the machine started or for whoever asked before.
    fileprivate func isFresh(for commitment: CommitmentExpectation) -> Bool {
        guard let userData else { return false }
        switch commitment {
        case .build(let reportData): return userData == reportData.bytes
        case .exactly(let bytes):
            guard hasUserData else { return false }
            let padding = [UInt8](repeating: 0, count: max(0, userData.count - bytes.count))
            return userData == bytes + padding || DigestAlgorithm.sha256.digest(userData) == bytes
        case .all(let commitments): return commitments.allSatisfy(isFresh)
        case .unchecked: return hasUserData
        }
    }
}
