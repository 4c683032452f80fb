import Builds
import Enclave
import Evidence
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@Suite(.timeLimit(.minutes(10))) struct SimulatedAttesterTests {
    private let now = Date(timeIntervalSince1970: 1_795_420_800)
    private let data = ReportData(provenance: Array("provenance".utf8), binding: Array("binding".utf8))

    private func verified(_ evidence: HardwareEvidence) -> VerifiedEvidence? {
        let verifier = EvidenceVerifier([SimulatedVerifier()])
        let verdict = verifier.verify(evidence, expecting: .exactly(data.bytes), at: JudgementTime(now, .given))
        guard case .verified(let verified) = verdict else {
            return nil
        }
        return verified
    }

    @Test func `its evidence commits to the data and is verified`() async throws {
        let attester = SimulatedAttester(now: { [now] in now })
        let evidence = try await attester.attest(reportData: data)
        #expect(evidence.platform == .simulated)
        #expect(evidence.collateral == nil)
        let verified = try #require(self.verified(evidence))
        #expect(verified.claims.measurement == SimulatedPlatform.measurement)
    }

    @Test func `one instance is one chip with one chain, however often and early it is prepared`() async throws {
        let attester = SimulatedAttester(now: { [now] in now })
        async let early: Void = attester.prepare()
        async let first = attester.attest(reportData: data)
        async let second = attester.attest(reportData: data)
        await early
        let (one, two) = try await (first, second)
        #expect(one.evidence["cert_chain"] == two.evidence["cert_chain"])
        #expect(one.evidence["attestation_report"] != two.evidence["attestation_report"])
        #expect(verified(one) != nil && verified(two) != nil)
    }

    @Test func `another instance is another chip with another chain`() async throws {
        let one = try await SimulatedAttester(now: { [now] in now }).attest(reportData: data)
        let two = try await SimulatedAttester(now: { [now] in now }).attest(reportData: data)
        #expect(one.evidence["cert_chain"] != two.evidence["cert_chain"])
        let first = try #require(verified(one)?.claims.snp)
        let second = try #require(verified(two)?.claims.snp)
        #expect(first.report.chipID != second.report.chipID)
    }
}
