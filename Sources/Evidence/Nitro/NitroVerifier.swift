package import Builds
package import OpenSSLKit
import StrictJSON

/// Verifies attestation documents of AWS Nitro Enclaves under a root that the caller pins.
package struct NitroVerifier: PlatformVerifier {
    package var platform: Platform { .nitro }

    private let root: Certificate

    /// Trusts this root and no other.
    package init(root: Certificate = NitroRoot.pinned) { self.root = root }

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            // AWS publishes nothing that a verifier would need besides.
            guard evidence.collateral == nil || evidence.collateral == .object(JSONObject()) else {
                throw EvidenceError(.evidenceMalformed, "evidence of Nitro has no collateral")
            }
            let evidence = try NitroEvidence(evidence.evidence)
            let authentication = NitroAuthentication(root: root, time: time)
            let (claims, time) = try authentication.claims(of: evidence.document, rules: &rules)
            return (.nitro(claims), time)
        }
    }
}
