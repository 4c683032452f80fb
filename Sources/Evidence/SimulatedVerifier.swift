package import Builds
import OpenSSLKit

/// Verifies the software stand-in: SNP's format under a root that the evidence brings along.
///
/// It proves that the parts agree with each other and nothing about a machine. The certificates must say so themselves:
/// only a chain `ARK-Simulated → SEV-Simulated → SEV-VCEK` for the product `Simulated` is looked at, and no processor's
/// report can name that product line.
package struct SimulatedVerifier: PlatformVerifier {
    package var platform: Platform { .simulated }

    package init() {}

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            (.snp(try claims(of: evidence, at: time, rules: &rules)), time)
        }
    }

    private func claims(
        of evidence: HardwareEvidence,
        at time: JudgementTime,
        rules: inout RuleLog
    ) throws(EvidenceError) -> SNPClaims {
        guard evidence.collateral == nil else {
            throw EvidenceError(.evidenceMalformed, "simulated evidence has no collateral")
        }
        let parts = try SNPEvidence.simulated(evidence.evidence)
        guard let chain = parts.chain else { throw EvidenceError(.evidenceMalformed, "the chain is missing") }
        let roots = SNPTrustRoots(
            productLine: .simulated,
            ark: try SNPAuthentication.certificate(chain.root, "root's"),
            ask: try SNPAuthentication.certificate(chain.intermediate, "issuer's"),
            asvk: nil
        )
        let authentication = SNPAuthentication(roots: [.simulated: roots], time: time.date)
        return try authentication.claims(of: parts, rules: &rules)
    }
}
