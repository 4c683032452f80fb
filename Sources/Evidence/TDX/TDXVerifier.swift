package import Builds
package import OpenSSLKit

/// Verifies Intel TDX under a root that the caller pins.
package struct TDXVerifier: PlatformVerifier {
    package var platform: Platform { .tdx }

    private let reader: IntelReader

    /// Trusts what descends from this certificate.
    package init(root: Certificate = IntelRoots.sgxRootCA) { reader = IntelReader(root: root) }

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            let parts = try TDXEvidence(evidence.evidence)
            let authentication = TDXAuthentication(reader: reader, time: time.date)
            let claims = try authentication.claims(
                quote: parts.quote,
                collateral: evidence.collateral,
                rules: &rules
            )
            guard let bytes = parts.eventLog else { return (.tdx(claims), time) }
            let log = try TDXEventLog(parsing: bytes)
            log.judge(against: claims.report.rtmr, rules: &rules)
            return (.tdx(claims.with(log)), time)
        }
    }
}
