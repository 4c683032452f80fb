import Builds
import Enclave
import Evidence
import Foundation
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(2)),
    .enabled(if: SoftwareTPM.isInstalled, "swtpm is not installed: apt-get install swtpm")
) struct AzureAttesterTests {
    private let data = ReportData(provenance: Array("provenance".utf8), binding: Array("binding".utf8))

    /// What the platform around the machine answers.
    private struct Services: AzurePlatform {
        var certificate: [UInt8]?
        var quote: [UInt8]?

        func signingKeyCertificate() async throws(EnclaveError) -> [UInt8] {
            guard let certificate else { throw EnclaveError(.collateralMissing, "test", "none") }
            return certificate
        }

        func quote(for report: [UInt8]) async throws(EnclaveError) -> [UInt8] {
            guard let quote, report.count == 1024 else { throw EnclaveError(.collateralMissing, "test", "none") }
            return quote
        }
    }

    private func paravisor(delay: Int) throws -> PlayedParavisor {
        let minted = try MintedSNP.shared.get()
        return try PlayedParavisor(in: ScratchDirectory.current.path, delay: delay) { userData, modulus in
            let runtimeData = PlayedReport.runtimeData(userData: userData, modulus: modulus)
            let committed = DigestAlgorithm.sha256.digest(runtimeData) + [UInt8](repeating: 0, count: 32)
            return PlayedReport.snp(try minted.report(committed), runtimeData: runtimeData)
        }
    }

    private func attester(_ paravisor: PlayedParavisor, _ hardware: HCLReport.Hardware = .snp) throws -> AzureAttester {
        AzureAttester(
            hardware,
            tpm: paravisor.address,
            services: Services(certificate: try MintedSNP.shared.get().platform.vcek.der),
            collateral: MintedCollateral(),
            pause: RetryPause { _ in }
        )
    }

    @Test(arguments: [0, 3]) func `the evidence states the data twice and is verified`(delay: Int) async throws {
        let paravisor = try paravisor(delay: delay)
        let attester = try attester(paravisor)
        try await attester.check()
        let evidence = try await attester.attest(reportData: data)
        #expect(evidence.platform == .azureSNP)
        let verifier = AzureSNPVerifier(roots: try MintedSNP.shared.get().roots)
        let authentication = verifier.authenticate(evidence, at: JudgementTime(MintedSNP.now, .given))
        #expect(!authentication.results.contains { $0.outcome == .fail })
        guard case .azure(let claims)? = authentication.claims else {
            Issue.record("the evidence is not accepted: \(authentication.results)")
            return
        }
        #expect(claims.userData == data.bytes)
        #expect(authentication.claims?.commitment == DigestAlgorithm.sha256.digest(data.bytes))
        // The signature stands alone, as other producers of this evidence write it.
        #expect(try AzureEvidence(evidence.evidence, on: .snp).quote.signature.count == 256)
        withExtendedLifetime(paravisor) {}
    }

    @Test func `a second build on the same machine gets a report of its own`() async throws {
        let paravisor = try paravisor(delay: 1)
        let attester = try attester(paravisor)
        let other = ReportData(provenance: [1], binding: [2])
        let first = try await attester.attest(reportData: data)
        let second = try await attester.attest(reportData: other)
        #expect(first.evidence["hcl_report"] != second.evidence["hcl_report"])
        withExtendedLifetime(paravisor) {}
    }

    @Test func `a paravisor that never states the data is an error, after a bounded number of readings`() async throws {
        let paravisor = try paravisor(delay: .max)
        let error = await #expect(throws: EnclaveError.self) {
            try await attester(paravisor).attest(reportData: data)
        }
        #expect(error?.code == .timeout)
        withExtendedLifetime(paravisor) {}
    }

    @Test func `a user-data index of another size is made anew`() async throws {
        let paravisor = try paravisor(delay: 0)
        try TPM(paravisor.own).defineIndex(PlayedParavisor.userDataIndex, size: 8)
        _ = try await attester(paravisor).attest(reportData: data)
        #expect(try TPM(paravisor.own).readIndex(PlayedParavisor.userDataIndex) == data.bytes)
        withExtendedLifetime(paravisor) {}
    }

    @Test func `a machine of the other processor is found out before it is needed`() async throws {
        let paravisor = try paravisor(delay: 0)
        let error = await #expect(throws: EnclaveError.self) { try await attester(paravisor, .tdx).check() }
        #expect(error?.code == .notFound)
        withExtendedLifetime(paravisor) {}
    }

    @Test func `an ordinary virtual machine has no paravisor's report`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path)
        let attester = AzureAttester(
            .snp,
            tpm: try #require(TPMAddress(tpm.address)),
            services: NoServices(),
            collateral: NoServices()
        )
        let error = await #expect(throws: EnclaveError.self) { try await attester.check() }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("0x01400001") == true)
        withExtendedLifetime(tpm) {}
    }

    @Test(.enabled(if: TDXVector.areThere, "the vectors are not there (../shared/vectors)"))
    func `on TDX the platform's quote and Intel's statements go along`() async throws {
        let report = try SharedFolder.vectors.bytes("az-tdx/emr-v4-live/hcl_report.bin")
        let quote = try SharedFolder.vectors.bytes("az-tdx/emr-v4-live/td_quote.bin")
        let statements = try TDXVector.collateral("90c06f-2026-03")
        let paravisor = try PlayedParavisor(in: ScratchDirectory.current.path) { _, _ in report }
        let attester = AzureAttester(
            .tdx,
            tpm: paravisor.address,
            services: Services(quote: quote),
            collateral: MintedCollateral(statements: statements),
            pause: RetryPause { _ in }
        )
        // What the machine committed to when the vector was made.
        let text = Array("attestation-test-fixture".utf8)
        let data = try #require(ReportData(text + [UInt8](repeating: 0, count: 64 - text.count)))
        let evidence = try await attester.attest(reportData: data)
        #expect(evidence.platform == .azureTDX)
        #expect(evidence.collateral == statements.json)
        let parts = try AzureEvidence(evidence.evidence, on: .tdx)
        #expect(parts.hardware == .tdQuote(quote))
        #expect(parts.report.starts(with: report))
        withExtendedLifetime(paravisor) {}
    }
}
