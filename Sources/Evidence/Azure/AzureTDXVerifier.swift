package import Builds
package import OpenSSLKit

/// Verifies an Azure confidential machine on Intel TDX.
package struct AzureTDXVerifier: PlatformVerifier {
    package var platform: Platform { .azureTDX }

    private let reader: IntelReader

    /// Trusts what descends from this certificate.
    package init(root: Certificate) { reader = IntelReader(root: root) }

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            (.azure(try claims(of: evidence, at: time, rules: &rules)), time)
        }
    }

    private func claims(
        of evidence: HardwareEvidence,
        at time: JudgementTime,
        rules: inout RuleLog
    ) throws(EvidenceError) -> AzureClaims {
        let parts = try AzureEvidence(evidence.evidence, on: .tdx)
        guard case .tdQuote(let quote) = parts.hardware else {
            throw EvidenceError(.evidenceMalformed, "the quote of the hardware is missing")
        }
        let authentication = try AzureAuthentication(of: parts, on: .tdx)
        let tdReport = try TDReport(parsing: authentication.report.hardwareReport)
        let tdx = try TDXAuthentication(reader: reader, time: time.date)
            .claims(quote: quote, collateral: evidence.collateral, rules: &rules)
        // Judged without stopping: that the two disagree is one thing, that the TPM's key is not vouched for another.
        rules.judge(
            .tdReportMismatch,
            tdReport.agrees(with: tdx.report),
            pass: "the paravisor's report holds what the quote was made from",
            fail: "the paravisor's report and the quote come from different machines or times"
        )
        tdReport.noteIgnoredParts(beside: tdx.report, rules: &rules)
        return try authentication.claims(of: .tdx(tdx), reportData: tdx.report.reportData, rules: &rules)
    }
}
