import Enclave
import Evidence
import Foundation
import StrictJSON
import TestSupport
import Testing

/// With quotes of real machines, whose data is whatever it was.
@Suite(.scratchDirectory, .enabled(if: TDXVector.areThere, "the vectors are not there (../shared/vectors)"))
struct TDXAttesterTests {
    private func attester(
        _ vector: TDXVector,
        _ collateral: TDXCollateral?,
        eventLog: String = "/nonexistent"
    ) -> TDXAttester {
        let tree = PlayedReportTree(.init(provider: "tdx_guest\n", privilegeFloor: nil, report: { _ in vector.quote }))
        return TDXAttester(
            ReportInterface(tree, pause: RetryPause { _ in }),
            collateral: MintedCollateral(statements: collateral),
            eventLogPath: eventLog
        )
    }

    @Test func `a quote goes without what fills it up, with Intel's statements, and is verified`() async throws {
        let vector = try TDXVector("v4-00806f05-gcp-cos113-ccel")
        let collateral = try TDXVector.collateral("00806f05-2025-07")
        let attester = attester(vector, collateral, eventLog: vector.path("ccel_data.dat"))
        try await attester.check()
        let evidence = try await attester.attest(reportData: vector.reportData)
        #expect(try TDXEvidence(evidence.evidence).quote.count < vector.quote.count)
        let time = JudgementTime(Date(timeIntervalSince1970: 1_752_969_600), .given)
        let authentication = TDXVerifier().authenticate(evidence, at: time)
        #expect(!authentication.results.contains { $0.outcome == .fail })
        #expect(authentication.claims?.commitment == vector.reportData.bytes)
    }

    @Test func `an event log goes along where it explains the registers`() async throws {
        let vector = try TDXVector("v4-b0c06f-live-ccel")
        let collateral = try TDXVector.collateral("b0c06f-2025-06")
        func log(_ path: String) async throws -> [UInt8]? {
            let evidence = try await attester(vector, collateral, eventLog: path).attest(reportData: vector.reportData)
            return try TDXEvidence(evidence.evidence).eventLog
        }
        #expect(try await log(vector.path("ccel_ok.dat")) == Array(Data(contentsOf: vector.url("ccel_ok.dat"))))
        #expect(try await log(vector.path("ccel_mismatch.bin")) == nil)
        #expect(try await log("/nonexistent") == nil)
    }

    @Test func `without Intel's statements there is no evidence`() async throws {
        let vector = try TDXVector("v4-b0c06f-phala")
        let error = await #expect(throws: EnclaveError.self) {
            try await attester(vector, nil).attest(reportData: vector.reportData)
        }
        #expect(error?.code == .collateralMissing)
    }

    @Test func `a quote that commits to other data is refused`() async throws {
        let vector = try TDXVector("v4-b0c06f-phala")
        let error = await #expect(throws: EnclaveError.self) {
            try await attester(vector, nil).attest(reportData: ReportData(provenance: [], binding: []))
        }
        #expect(error?.code == .interference)
    }
}

/// A quote from `../shared/vectors`.
struct TDXVector: Sendable {
    static var areThere: Bool { SharedFolder.vectors.isPresent }

    let name: String
    let quote: [UInt8]
    let reportData: ReportData

    init(_ name: String) throws {
        self.name = name
        quote = try SharedFolder.vectors.bytes("tdx/\(name)/quote.bin")
        reportData = try #require(ReportData(TDXQuote(parsing: quote).report.reportData))
    }

    func url(_ file: String) -> URL { SharedFolder.vectors.url.appendingPathComponent("tdx/\(name)/\(file)") }
    func path(_ file: String) -> String { url(file).path }

    static func collateral(_ name: String) throws -> TDXCollateral {
        let bytes = try SharedFolder.vectors.bytes("tdx/collateral/\(name)/collateral_v3.json")
        return try TDXCollateral(JSONParser.parse(bytes))
    }
}
