package import Builds
package import Evidence
import StrictJSON

/// A confidential machine of Azure's: a paravisor below the guest, reached through its virtual TPM.
package struct AzureAttester: Attester {
    /// How often the paravisor's report is read until it shows the data; with the standard pauses half a minute.
    package static let attempts = 20

    package let platform: Platform

    private let hardware: HCLReport.Hardware
    private let tpm: TPMAddress
    private let services: any AzurePlatform
    private let collateral: any CollateralSource
    private let pause: RetryPause

    package init(
        _ hardware: HCLReport.Hardware,
        tpm: TPMAddress = .standard,
        services: any AzurePlatform,
        collateral: any CollateralSource,
        pause: RetryPause = .standard
    ) {
        self.hardware = hardware
        platform = hardware == .snp ? .azureSNP : .azureTDX
        self.tpm = tpm
        self.services = services
        self.collateral = collateral
        self.pause = pause
    }

    package func check() async throws(EnclaveError) {
        let (tpm, pause, hardware) = (tpm, pause, hardware)
        try await BlockingQueue.run { () throws(EnclaveError) in
            let paravisor = AzureParavisor(tpm: tpm, pause: pause)
            guard try paravisor.report().hardware == hardware else {
                throw EnclaveError(.notFound, "detect", "the paravisor's report is that of other hardware")
            }
        }
    }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let (tpm, pause) = (tpm, pause)
        let outcome = try await BlockingQueue.run { () throws(EnclaveError) in
            try AzureParavisor(tpm: tpm, pause: pause).attest(reportData)
        }
        guard outcome.report.hardware == hardware else {
            throw EnclaveError(.notFound, "detect", "the paravisor's report is that of other hardware")
        }
        switch hardware {
        case .snp:
            let report: SNPReport
            do throws(EvidenceError) {
                report = try SNPReport(parsing: outcome.report.hardwareReport)
            } catch {
                throw EnclaveError(.malformed, "TPM2_NV_Read", error.message)
            }
            // The platform may be behind, or not answer: then the vendor is asked.
            let offered = try? await services.signingKeyCertificate()
            let endorsements = try await collateral.endorsements(of: report, offered: offered.map { [$0] } ?? [])
            return evidence(
                outcome,
                .vcek(endorsements.certificate),
                SNPCollateral(revocationList: endorsements.revocationList).json
            )
        case .tdx:
            let quote = try await services.quote(for: outcome.report.hardwareReport)
            let statements = try await collateral.collateral(for: quote)
            return evidence(outcome, .tdQuote(quote), statements.json)
        }
    }

    private func evidence(
        _ outcome: AzureParavisor.Outcome,
        _ hardware: AzureEvidence.Hardware,
        _ collateral: JSONValue?
    ) -> HardwareEvidence {
        HardwareEvidence(
            platform: platform,
            evidence: AzureEvidence(quote: outcome.quote, report: outcome.bytes, hardware: hardware).json,
            collateral: collateral
        )
    }
}
