package import Builds
package import Evidence

/// A guest of AMD SEV-SNP.
package struct SNPAttester: Attester {
    package var platform: Platform { .snp }

    private let source: any SNPReportSource
    private let collateral: any CollateralSource

    package init(_ source: any SNPReportSource, collateral: any CollateralSource) {
        self.source = source
        self.collateral = collateral
    }

    package func check() async throws(EnclaveError) {
        let source = source
        try await BlockingQueue.run { () throws(EnclaveError) in try source.check() }
    }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let source = source
        let outcome = try await BlockingQueue.run { () throws(EnclaveError) in
            try source.report(committingTo: reportData.bytes)
        }
        let report: SNPReport
        do throws(EvidenceError) {
            report = try SNPReport(parsing: outcome.report)
        } catch {
            throw EnclaveError(.malformed, "SNP_GET_REPORT", error.message)
        }
        guard report.reportData == reportData else {
            throw EnclaveError(.interference, "SNP_GET_REPORT", "the report commits to other data")
        }
        // The host's table is data: one that cannot be read offers nothing.
        let table = try? SNPCertificateTable(parsing: outcome.auxiliary)
        let offered = table?.contents[report.signingKey == .vlek ? .vlek : .vcek]
        let endorsements = try await collateral.endorsements(of: report, offered: offered.map { [$0] } ?? [])
        let evidence = SNPEvidence(
            report: report.bytes,
            key: report.signingKey,
            certificate: endorsements.certificate,
            chain: nil
        )
        return HardwareEvidence(
            platform: .snp,
            evidence: evidence.json,
            collateral: SNPCollateral(revocationList: endorsements.revocationList).json
        )
    }
}
