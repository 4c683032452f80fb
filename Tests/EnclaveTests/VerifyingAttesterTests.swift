import Builds
import Enclave
import Evidence
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct VerifyingAttesterTests {
    private let data = ReportData(provenance: Array("provenance".utf8), binding: Array("binding".utf8))

    /// Gives whatever a test says.
    private struct Fixed: Attester {
        let evidence: HardwareEvidence
        var platform: Platform { evidence.platform }
        func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence { evidence }
    }

    private func evidence(_ report: [UInt8]) throws -> HardwareEvidence {
        let certificate = try MintedSNP.shared.get().platform.vcek.der
        let parts = SNPEvidence(report: report, key: .vcek, certificate: certificate, chain: nil)
        return HardwareEvidence(platform: .snp, evidence: parts.json, collateral: nil)
    }

    private func attester(_ evidence: HardwareEvidence) throws -> VerifyingAttester {
        let verifier = EvidenceVerifier([SNPVerifier(roots: try MintedSNP.shared.get().roots)])
        return VerifyingAttester(Fixed(evidence: evidence), verifier: verifier, now: { MintedSNP.now })
    }

    @Test func `what is verified is handed out as it is`() async throws {
        let evidence = try evidence(try MintedSNP.shared.get().report(data.bytes))
        let attester = try attester(evidence)
        #expect(attester.platform == .snp)
        #expect(try await attester.attest(reportData: data) == evidence)
    }

    @Test func `what commits to other data, or was altered, is no evidence`() async throws {
        let minted = try MintedSNP.shared.get()
        var altered = try minted.report(data.bytes)
        altered[0x90] ^= 1
        let other = try minted.report([UInt8](repeating: 1, count: 64))
        for (report, code) in [(altered, "REPORT_SIGNATURE_INVALID"), (other, "REPORT_DATA_MISMATCH")] {
            let evidence = try evidence(report)
            let error = await #expect(throws: EnclaveError.self) {
                try await attester(evidence).attest(reportData: data)
            }
            #expect(error?.message.contains(code) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `what is chosen is verified under the vendors' roots`() async throws {
        let simulated = try EnclaveSelection.platform(.simulated).attester(on: DetectedHardware(findings: []))
        #expect(simulated is VerifyingAttester)
        _ = try await simulated.attest(reportData: data)
    }
}
