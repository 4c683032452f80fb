package import Builds

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
            return (.snp(try authentication.claims(of: parts, collateral: collateral, rules: &rules)), time)
        }
    }
}
