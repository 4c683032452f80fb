import Builds
import Enclave
import Evidence
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

@testable import Collateral

/// What whoever verifies asks for, of whatever the evidence is.
@Suite(.timeLimit(.minutes(5))) struct NewestCollateralTests {
    private func snp(_ report: [UInt8], _ certificate: [UInt8]) -> HardwareEvidence {
        let parts = SNPEvidence(report: report, key: .vcek, certificate: certificate, chain: nil)
        return HardwareEvidence(platform: .snp, evidence: parts.json, collateral: nil)
    }

    @Test func `for SNP it is the list of the line, and only one that the line signed`() async throws {
        let minted = try MintedLine.shared.get()
        let evidence = snp(try minted.report().bytes, minted.vcek.der)
        let lists = [
            try minted.revocationList(revoked: MintedLine.issuerSerialNumber), try MintedLine().revocationList(),
        ]
        for (list, isTheirs) in zip(lists, [true, false]) {
            let service = try PlayedService { request, _ in
                request.target == "/vcek/v1/Milan/crl" ? .init(body: list) : nil
            }
            let client = try service.client(at: MintedLine.now, snpRoots: minted.roots)
            let newest = try? await client.newest(for: evidence)
            #expect(newest == (isTheirs ? SNPCollateral(revocationList: list).json : nil))
        }
    }

    @Test func `platforms without such statements have none, and nobody is asked`() async throws {
        let service = try PlayedService { _, _ in nil }
        for platform in [Platform.nitro, .tpm, .simulated] {
            let evidence = HardwareEvidence(platform: platform, evidence: [:], collateral: nil)
            #expect(try await service.client(at: MintedLine.now).newest(for: evidence) == nil)
        }
        #expect(service.targets.isEmpty)
    }

    @Test(arguments: [Platform.snp, .tdx, .azureSNP, .azureTDX])
    func `evidence that cannot be read leads to no request`(platform: Platform) async throws {
        let service = try PlayedService { _, _ in nil }
        let evidence = HardwareEvidence(platform: platform, evidence: ["quote": "AA=="], collateral: nil)
        // The verdict says what is wrong with it.
        #expect(try await service.client(at: MintedLine.now).newest(for: evidence) == nil)
        #expect(service.targets.isEmpty)
    }

    @Test(
        .enabled(if: Vector.areThere, "the vectors are not there (../shared/vectors)"),
        arguments: [
            ("tdx", "tdx/v5-90c06f-relaunch-outdated/quote.bin"), ("az-tdx", "az-tdx/emr-v4-live/td_quote.bin"),
        ]
    )
    func `for TDX it is what Intel states, also of a machine that is behind`(kind: String, quote: String) async throws {
        let set = "tdx/collateral/90c06f-2026-03"
        let service = try PlayedService { request, _ in IntelAnswers.answer(request, set: set, fmspc: "90c06f000000") }
        let bytes = try Vector.bytes(quote)
        let evidence: HardwareEvidence
        if kind == "tdx" {
            evidence = HardwareEvidence(platform: .tdx, evidence: TDXEvidence(quote: bytes).json, collateral: nil)
        } else {
            let json = try JSONParser.parse(Vector.bytes("az-tdx/emr-v4-live/evidence.json"))
            evidence = HardwareEvidence(platform: .azureTDX, evidence: json, collateral: nil)
        }
        // Asked for also when the quote's own certificates have expired: the verdict says that.
        for time in ["2026-03-20T00:00:00Z", "2060-01-01T00:00:00Z"] {
            let newest = try await service.client(at: moment(time)).newest(for: evidence)
            #expect(newest == (try TDXCollateral(JSONParser.parse(Vector.bytes("\(set)/collateral_v3.json"))).json))
        }
        #expect(service.targets.count == 8)
        #expect(service.targets.count { $0.hasSuffix("update=early") } == 4)
    }
}
