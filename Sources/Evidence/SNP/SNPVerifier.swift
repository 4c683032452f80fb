package import Builds
import OpenSSLKit

/// Verifies AMD SEV-SNP under roots that the caller pins.
package struct SNPVerifier: PlatformVerifier {
    package var platform: Platform { .snp }

    private let roots: [SNPProductLine: SNPTrustRoots]

    /// Trusts these roots. Roots of the stand-in are dropped: nothing that they sign is hardware.
    package init(roots: [SNPProductLine: SNPTrustRoots] = SNPTrustRoots.pinned) {
        self.roots = roots.hardware
    }

    /// Trusts these roots, each for its own line.
    package init(roots: [SNPTrustRoots]) {
        self.init(roots: Dictionary(roots.map { ($0.productLine, $0) }) { first, _ in first })
    }

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            let parts = try SNPEvidence.hardware(evidence.evidence)
            let collateral = try SNPCollateral(evidence.collateral)
            let authentication = SNPAuthentication(roots: roots, time: time.date)
            let claims = try authentication.claims(of: parts, collateral: collateral, rules: &rules)
            noteAuthorities(parts.offered, beside: claims, rules: &rules)
            return (.snp(claims), time)
        }
    }

    /// Notes that the evidence brings authorities along, which count for nothing.
    private func noteAuthorities(
        _ offered: SNPEvidence.OfferedAuthorities,
        beside claims: SNPClaims,
        rules: inout RuleLog
    ) {
        guard !offered.isEmpty, let pinned = roots[claims.productLine] else { return }
        let issuer = pinned.issuer(of: claims.report.signingKey)?.der
        let isSame = offered.intermediate ?? issuer == issuer && offered.root ?? pinned.ark.der == pinned.ark.der
        rules.notEvaluated(
            .authoritiesIgnored,
            isSame
                ? "the authorities inside the evidence are those that are trusted anyway; they are ignored"
                : "the authorities inside the evidence are others than those that are trusted; they are ignored"
        )
    }
}
