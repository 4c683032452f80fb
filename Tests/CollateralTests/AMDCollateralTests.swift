import Enclave
import Evidence
import TestSupport
import Testing

@testable import Collateral

@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(1)),
    .enabled(if: Vector.areThere, "the vectors are not there (../shared/vectors)")
) struct AMDCollateralTests {
    private let now = moment("2026-03-01T00:00:00Z")
    private var cache: String { ScratchDirectory.current.path("cache") }

    /// AMD's service for one chip: its certificate for exactly the chip and versions of the report.
    private func service(_ name: String, line: String) throws -> PlayedService {
        let certificate = try Vector.bytes("snp/\(name)/vek.der")
        return try PlayedService { request, _ in
            request.path.hasPrefix("/vcek/v1/\(line)/") && request.query.contains("ucodeSPL=")
                ? .init(headers: ["Content-Type": "application/pkix-cert"], body: certificate) : nil
        }
    }

    @Test(
        arguments: [("milan-v3-aci", "Milan"), ("genoa-v5-bergamo", "Genoa"), ("turin-v5-aci", "Turin")]
    )
    func `a certificate comes from AMD once, and then from the disk`(name: String, line: String) async throws {
        let service = try service(name, line: line)
        let report = try Vector.report(name)
        let certificate = try Vector.bytes("snp/\(name)/vek.der")
        for _ in 0..<2 {
            let endorsements = try await service.client(at: now, cache: cache).endorsements(of: report, offered: [])
            #expect(endorsements == SNPEndorsements(certificate: certificate, revocationList: nil))
        }
        let asked = service.targets.filter { $0.contains("?") }
        #expect(asked.count == 1)
        // Turin's identities have 8 bytes, the others' 64.
        #expect(
            asked.first?.split(separator: "?").first?.split(separator: "/").last?.count == (line == "Turin" ? 16 : 128)
        )
    }

    @Test func `a report of version 2 names no processor, so the certificate that fits tells the line`() async throws {
        let service = try service("milan-v2-trustee", line: "Milan")
        let report = try Vector.report("milan-v2-trustee")
        let endorsements = try await service.client(at: now).endorsements(of: report, offered: [])
        #expect(endorsements.certificate == (try Vector.bytes("snp/milan-v2-trustee/vek.der")))
    }

    @Test func `what the host offers serves where it fits, and nobody is asked for a certificate`() async throws {
        let service = try PlayedService { _, _ in nil }
        let certificate = try Vector.bytes("snp/milan-v3-aci/vek.der")
        let report = try Vector.report("milan-v3-aci")
        let endorsements = try await service.client(at: now)
            .endorsements(of: report, offered: [[0x30, 0x00], certificate])
        #expect(endorsements.certificate == certificate)
        #expect(service.targets == ["/vcek/v1/Milan/crl"])
    }

    @Test func `what the host offers for another chip leads to AMD`() async throws {
        let service = try service("milan-v3-aci", line: "Milan")
        let other = try Vector.bytes("snp/milan-v2-debug/vek.der")
        let report = try Vector.report("milan-v3-aci")
        let endorsements = try await service.client(at: now).endorsements(of: report, offered: [other])
        #expect(endorsements.certificate == (try Vector.bytes("snp/milan-v3-aci/vek.der")))
    }

    @Test func `a certificate of another chip is refused and not kept`() async throws {
        let wrong = try Vector.bytes("snp/milan-v2-debug/vek.der")
        let right = try Vector.bytes("snp/milan-v3-aci/vek.der")
        let service = try PlayedService { request, count in
            request.query.isEmpty ? nil : .init(body: count == 1 ? wrong : right)
        }
        let report = try Vector.report("milan-v3-aci")
        let client = try service.client(at: now, cache: cache)
        let error = await #expect(throws: EnclaveError.self) { try await client.endorsements(of: report, offered: []) }
        #expect(error?.code == .collateralMissing)
        #expect(error?.message.contains("AMD's does not fit") == true)
        #expect(try await client.endorsements(of: report, offered: []).certificate == right)
    }

    @Test func `what is kept is verified again, and fetched anew where somebody changed it`() async throws {
        let service = try service("milan-v3-aci", line: "Milan")
        let report = try Vector.report("milan-v3-aci")
        let client = try service.client(at: now, cache: cache)
        let first = try await client.endorsements(of: report, offered: [])
        let key = try #require(service.targets.first { $0.contains("?") })
        CollateralCache(directory: cache).put([1, 2, 3], for: key)
        #expect(try await client.endorsements(of: report, offered: []) == first)
        CollateralCache(directory: cache).put(try Vector.bytes("snp/milan-v2-debug/vek.der"), for: key)
        #expect(try await client.endorsements(of: report, offered: []) == first)
        #expect(service.targets.filter { $0.contains("?") }.count == 3)
    }

    @Test func `a service that limits is asked again when it says so`() async throws {
        let certificate = try Vector.bytes("snp/milan-v3-aci/vek.der")
        let service = try PlayedService { request, count in
            guard !request.query.isEmpty else { return nil }
            return count <= 2 ? .init(status: 429, headers: ["Retry-After": "7"]) : .init(body: certificate)
        }
        let report = try Vector.report("milan-v3-aci")
        #expect(try await service.client(at: now).endorsements(of: report, offered: []).certificate == certificate)
        #expect(service.pauses == [.seconds(7), .seconds(7)])
    }

    @Test(arguments: [404, 429, 500, 503, 302, 204])
    func `without a certificate there are no endorsements`(status: Int) async throws {
        let service = try PlayedService { _, _ in .init(status: status, headers: ["Location": "/elsewhere"]) }
        let report = try Vector.report("milan-v3-aci")
        let error = await #expect(throws: EnclaveError.self) {
            try await service.client(at: now).endorsements(of: report, offered: [])
        }
        #expect(error?.code == .collateralMissing)
        #expect(error?.message.contains(String(status)) == true)
        #expect(!service.targets.contains("/elsewhere"))
    }

    @Test func `an answer without end is not read to its end`() async throws {
        let service = try PlayedService { _, _ in .endless() }
        let report = try Vector.report("milan-v3-aci")
        await #expect(throws: EnclaveError.self) {
            try await service.client(at: now).endorsements(of: report, offered: [])
        }
    }

    @Test func `only the host has the certificate of a VLEK`() async throws {
        let service = try PlayedService { _, _ in nil }
        let client = try service.client(at: moment("2025-06-01T00:00:00Z"))
        let report = try Vector.report("milan-v3-vlek-aws")
        let certificate = try Vector.bytes("snp/milan-v3-vlek-aws/vlek.der")
        #expect(try await client.endorsements(of: report, offered: [certificate]).certificate == certificate)
        let error = await #expect(throws: EnclaveError.self) { try await client.endorsements(of: report, offered: []) }
        #expect(error?.message.contains("VLEK") == true)
        #expect(service.targets == ["/vlek/v1/Milan/crl"])
    }

    @Test func `what is no revocation list is left out`() async throws {
        let certificate = try Vector.bytes("snp/milan-v3-aci/vek.der")
        // One that another vendor signed.
        let list = try Vector.bytes("tdx/collateral/b0c06f-2025-06/root_ca_crl.der")
        let service = try PlayedService { request, _ in .init(body: request.query.isEmpty ? list : certificate) }
        let report = try Vector.report("milan-v3-aci")
        #expect(try await service.client(at: now).endorsements(of: report, offered: []).revocationList == nil)
        #expect(service.targets.last == "/vcek/v1/Milan/crl")
    }
}
