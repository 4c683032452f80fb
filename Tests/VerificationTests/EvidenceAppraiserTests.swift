import Builds
import Bytes
import Enclave
import Evidence
import FoundationEssentials
import Provenance
import StrictJSON
import Testing
import Verification

@Suite struct EvidenceAppraiserTests {
    /// When the certificates of the machine have expired.
    private static let now = ReleaseFixture.issuedAt.addingTimeInterval(8 * 365 * 86_400)

    /// Evidence of SNP under a root of the test's own, which alone the appraiser trusts.
    private func snp() throws -> (file: EvidenceFile, appraiser: EvidenceAppraiser) {
        let machine = try ReleaseFixture.machine(line: .genoa)
        var fixture = ReleaseFixture()
        fixture.named = .snp
        fixture.machine = machine
        fixture.alterReport = { $0.processor = [0x19, 0x11, 0x01] }
        let roots = SNPTrustRoots(productLine: .genoa, ark: machine.ark, ask: machine.ask, asvk: nil)
        let file = try EvidenceFile(decoding: #require(try fixture.nested()["evidence.json"]))
        return (file, EvidenceAppraiser(evidence: EvidenceVerifier([SNPVerifier(roots: [roots])])))
    }

    private func expectations(
        reportData: [UInt8]?,
        collateral: JSONValue? = nil,
        now: Date = Self.now
    ) -> EvidenceExpectations {
        EvidenceExpectations(
            builder: .any,
            policy: .none,
            reportData: reportData,
            at: nil,
            collateral: collateral,
            now: now,
            allowsSimulated: false,
            allowsDebug: false,
            requiresCurrent: false
        )
    }

    private func evidence(_ file: EvidenceFile, binding: [UInt8], collateral: JSONValue? = nil) -> [UInt8] {
        let hardware = HardwareEvidence(
            platform: file.hardware.platform,
            evidence: file.hardware.evidence,
            collateral: collateral
        )
        return EvidenceFile(hardware: hardware, binding: binding, signingKey: file.signingKey).encoded
    }

    @Test func `a binding says when evidence was made only where the evidence commits to it`() throws {
        let (file, appraiser) = try snp()
        let binding = try Binding(decoding: file.binding)
        let commitment = try #require(
            ReportData(
                provenanceSHA256: binding.provenanceSHA256.bytes,
                bindingSHA256: SHA256Digest(of: file.binding).bytes
            )
        ).bytes
        for reportData in [nil, commitment] {
            let own = appraiser.appraise(file.encoded, expecting: expectations(reportData: reportData))
            #expect(own.outcome == .verified && own.machine?.time.source == .claimed)
        }
        // The time of a binding that nothing signs is whoever's it is who handed the file over.
        let foreign = Array(String(decoding: file.binding, as: UTF8.self).replacing("0f0f", with: "0e0e").utf8)
        #expect(throws: Never.self) { try Binding(decoding: foreign) }
        let verdict = appraiser.appraise(
            evidence(file, binding: foreign),
            expecting: expectations(reportData: commitment)
        )
        #expect(verdict.failures == [.vcekExpired])
        let today = appraiser.appraise(
            evidence(file, binding: foreign),
            expecting: expectations(reportData: commitment, now: ReleaseFixture.issuedAt)
        )
        #expect(today.outcome == .verified && today.machine?.time.source == .clock)
        #expect(!today.notices.contains { $0.message.contains("by the builder's own word") })
    }

    @Test func `collateral that says nothing does not stand in the place of the verifier's`() throws {
        let (file, appraiser) = try snp()
        let collateral: JSONValue = ["crl": .string([0x30, 0x00].base64)]
        for stapled in [nil, .object(JSONObject())] as [JSONValue?] {
            let verdict = appraiser.appraise(
                evidence(file, binding: file.binding, collateral: stapled),
                expecting: expectations(reportData: nil, collateral: collateral)
            )
            #expect(verdict.failures == [.revocationListInvalid])
        }
    }
}
