import AttestationEvidence
import Foundation
import TestSupport
import Testing

@Suite struct LibraryTests {
    private static var arePresent: Bool { SharedFolder.vectors.isPresent }
    private static let now = Date(timeIntervalSince1970: 1_795_420_800)

    private func evidence() throws -> [UInt8] {
        func text(_ path: String) throws -> String {
            Data(try SharedFolder.vectors.bytes(path)).base64EncodedString()
        }
        let report = try text("snp/genoa-v5-bergamo/report.bin")
        let key = try text("snp/genoa-v5-bergamo/vek.der")
        let evidence = #"{"attestation_report": "\#(report)", "cert_chain": {"vcek": "\#(key)"}}"#
        return Array(#"{"format": "urn:assay:evidence:v1", "platform": "snp", "evidence": \#(evidence)}"#.utf8)
    }

    @Test(.enabled(if: arePresent, "the folder ../shared/vectors is absent"))
    func `a report is verified by its measurement and its data, and by no other`() throws {
        let verifier = AttestationVerifier()
        let any = try verifier.verify(evidence(), policy: .anyBuilder, now: Self.now)
        #expect(any.isVerified && any.platform == "snp")
        let (measurement, data) = (try #require(any.measurement), try #require(any.commitment))
        let exact = try verifier.verify(
            evidence(),
            policy: .measurements([measurement]),
            reportData: data,
            now: Self.now
        )
        #expect(exact.isVerified)
        #expect(
            exact.rules.contains { $0.code == "REPORT_DATA_MISMATCH" && $0.outcome == .pass && $0.aspect == "binding" }
        )

        var (otherMeasurement, otherData) = (measurement, data)
        otherMeasurement[0] ^= 1
        otherData[0] ^= 1
        #expect(try !verifier.verify(evidence(), policy: .measurements([otherMeasurement]), now: Self.now).isVerified)
        #expect(try !verifier.verify(evidence(), policy: .anyBuilder, reportData: otherData, now: Self.now).isVerified)
    }

    @Test(.enabled(if: arePresent, "the folder ../shared/vectors is absent"))
    func `a policy file decides, and one that names nobody accepts nobody`() throws {
        let verifier = AttestationVerifier()
        let nobody = try verifier.verify(evidence(), policy: AttestationPolicy(file: "platforms: [snp]"), now: Self.now)
        #expect(nobody.rules.filter { $0.outcome != .pass }.map(\.code) == ["BUILDER_NOT_APPRAISED"])
        let other = try AttestationPolicy(file: "nitro: {pcrs: {0: [\(String(repeating: "12", count: 48))]}}")
        #expect(try !verifier.verify(evidence(), policy: other, now: Self.now).isVerified)
    }

    @Test func `what is no evidence is rejected, and what is no policy is an error`() throws {
        let verifier = AttestationVerifier()
        for bytes in [[], Array("{}".utf8), [UInt8](repeating: 0xFF, count: 5000)] as [[UInt8]] {
            #expect(try !verifier.verify(bytes, policy: .anyBuilder, now: Self.now).isVerified)
        }
        #expect(throws: AttestationError.self) { try AttestationPolicy(file: "snp: {measurements: []}") }
        #expect(throws: AttestationError.self) {
            try verifier.verify([], policy: .anyBuilder, now: Self.now, collateral: [0x7B])
        }
    }
}
