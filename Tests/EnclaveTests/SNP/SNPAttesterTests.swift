import Enclave
import Evidence
import OpenSSLKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct SNPAttesterTests {
    private let data = ReportData(provenance: Array("provenance".utf8), binding: Array("binding".utf8))

    /// A certificate table with one entry (GHCB specification, 56421, section 4.1.8.1).
    private func table(_ certificate: [UInt8]) -> [UInt8] {
        let guid: [UInt8] = [
            0x63, 0xDA, 0x75, 0x8D, 0xE6, 0x64, 0x45, 0x64, 0xAD, 0xC5, 0xF4, 0xB9, 0x3B, 0xE8, 0xAC, 0xCD,
        ]
        func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) } }
        return guid + word(48) + word(certificate.count) + [UInt8](repeating: 0, count: 24) + certificate
    }

    private func interface(
        _ auxiliary: [UInt8]?,
        report: @escaping @Sendable (PlayedReportTree.Request) throws(EnclaveError) -> [UInt8]
    ) -> any SNPReportSource {
        InterfaceReportSource(
            ReportInterface(PlayedReportTree(.init(auxiliary: auxiliary, report: report)), pause: RetryPause { _ in })
        )
    }

    private func minted(_ auxiliary: [UInt8]?) throws -> any SNPReportSource {
        let minted = try MintedSNP.shared.get()
        return interface(auxiliary) { request throws(EnclaveError) in
            do { return try minted.report(request.data) } catch { throw EnclaveError(.failure, "test", "\(error)") }
        }
    }

    private func isGenuine(_ evidence: HardwareEvidence) throws -> Bool {
        let verifier = SNPVerifier(roots: try MintedSNP.shared.get().roots)
        let authentication = verifier.authenticate(evidence, at: JudgementTime(MintedSNP.now, .given))
        return authentication.claims?.commitment == data.bytes
    }

    @Test func `with the host's certificate the evidence is verified`() async throws {
        let certificate = try MintedSNP.shared.get().platform.vcek.der
        let attester = SNPAttester(try minted(table(certificate)), collateral: MintedCollateral())
        try await attester.check()
        #expect(try isGenuine(try await attester.attest(reportData: data)))
    }

    @Test(arguments: [nil, [], [0x63, 0xDA], Array(repeating: 0xFF, count: 4096)] as [[UInt8]?])
    func `a host's table that is missing or broken leaves it to the other source`(table: [UInt8]?) async throws {
        let certificate = try MintedSNP.shared.get().platform.vcek.der
        let attester = SNPAttester(try minted(table), collateral: MintedCollateral(certificate: certificate))
        #expect(try isGenuine(try await attester.attest(reportData: data)))
    }

    @Test func `without a certificate there is no evidence`() async throws {
        let attester = SNPAttester(try minted(nil), collateral: MintedCollateral())
        let error = await #expect(throws: EnclaveError.self) { try await attester.attest(reportData: data) }
        #expect(error?.code == .collateralMissing)
    }

    @Test func `a report that commits to other data is refused`() async throws {
        let minted = try MintedSNP.shared.get()
        let other = try minted.report([UInt8](repeating: 0, count: 64))
        let source = interface(nil) { _ in other }
        let attester = SNPAttester(source, collateral: MintedCollateral(certificate: minted.platform.vcek.der))
        let error = await #expect(throws: EnclaveError.self) { try await attester.attest(reportData: data) }
        #expect(error?.code == .interference)
    }

    @Test func `what is no report is refused`() async throws {
        for bytes in [[1], [UInt8](repeating: 0, count: 1184), [UInt8](repeating: 0xFF, count: 1185)] {
            let attester = SNPAttester(interface(nil) { _ in bytes }, collateral: MintedCollateral())
            let error = await #expect(throws: EnclaveError.self) { try await attester.attest(reportData: data) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func `the older device serves where the interface is missing`() async throws {
        let minted = try MintedSNP.shared.get()
        let missing = InterfaceReportSource(ReportInterface(KernelReportTree(path: "/nonexistent")))
        let device = SEVGuestDevice(
            PlayedSEVGuest(
                .init(
                    report: { (try? minted.report($0, level: $1)) ?? [] },
                    table: table(minted.platform.vcek.der)
                )
            )
        )
        let attester = SNPAttester(AlternativeReportSource(missing, or: device), collateral: MintedCollateral())
        try await attester.check()
        #expect(try isGenuine(try await attester.attest(reportData: data)))
    }
}
