package import Builds
import StrictJSON

/// Verifies AMD SEV-SNP under roots that the caller pins.
package struct SNPVerifier: PlatformVerifier {
    package var platform: Platform { .snp }

    private let roots: [SNPProductLine: SNPTrustRoots]

    /// Trusts these roots. Roots of the stand-in are dropped: nothing that they sign is hardware.
    package init(roots: [SNPTrustRoots]) {
        let hardware = roots.filter { $0.productLine != .simulated }
        self.roots = Dictionary(hardware.map { ($0.productLine, $0) }) { first, _ in first }
    }

    package func examine(_ evidence: HardwareEvidence, options: AppraisalOptions) -> Examination {
        var rules = RuleLog()
        do throws(EvidenceError) {
            let claims = try claims(of: evidence, options: options, rules: &rules)
            rules.judgeGuestPolicy(claims.report.policy, options: options)
            return Examination(results: rules.results, authenticated: (claims.report.reportData, .snp(claims)))
        } catch {
            rules.append(error.result)
            return Examination(results: rules.results, authenticated: nil)
        }
    }

    private func claims(
        of evidence: HardwareEvidence,
        options: AppraisalOptions,
        rules: inout RuleLog
    ) throws(EvidenceError) -> SNPClaims {
        // A revocation list that cannot be judged must not pass for one that was.
        guard evidence.collateral == nil || evidence.collateral == .object(JSONObject()) else {
            throw EvidenceError(.evidenceMalformed, "the collateral holds what this version cannot judge")
        }
        let authentication = SNPAuthentication(roots: roots, time: options.time)
        return try authentication.claims(of: SNPEvidence.hardware(evidence.evidence), rules: &rules)
    }
}
