import Builds
import Bytes
import Enclave
import Evidence
import FoundationEssentials
import OpenSSLKit
import Provenance
import StrictJSON
import TestSupport
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

    @Test func `a signing key passes only with the binding that vouches for it`() throws {
        let (file, appraiser) = try snp()
        let other = try PrivateKey.generate(.p256).publicKey.pem
        let cases: [(binding: [UInt8], key: String, reasons: Set<String>)] = [
            (file.binding, file.signingKey, []),
            (file.binding, other, ["SIGNING_KEY_MISMATCH"]),
            (file.binding, "", ["SIGNING_KEY_MISMATCH"]),
            ([], file.signingKey, ["SIGNING_KEY_MISMATCH"]),
            (Array("{}".utf8), file.signingKey, ["BINDING_INVALID", "SIGNING_KEY_MISMATCH"]),
        ]
        for (binding, key, reasons) in cases {
            let changed = EvidenceFile(hardware: file.hardware, binding: binding, signingKey: key).encoded
            let verdict = appraiser.appraise(
                changed,
                expecting: expectations(reportData: nil, now: ReleaseFixture.issuedAt)
            )
            #expect(verdict.reasons == reasons)
        }
    }

    @Test(.enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"))
    func `a report of hardware that is older than the quote is remarked upon`() throws {
        for (name, isFresh) in [("milan-v3-coco-v2-userdata", true), ("milan-v3-coco-v1", false)] {
            let evidence = try JSONParser.parse(SharedFolder.vectors.bytes("az-snp/\(name)/evidence.json"))
            let file: JSONValue = ["platform": "az-snp", "evidence": evidence["evidence"] ?? evidence]
            let now = Date(timeIntervalSince1970: 1_780_272_000)
            let verdict = EvidenceAppraiser(evidence: .standard)
                .appraise(file.serialized(), expecting: expectations(reportData: nil, now: now))
            #expect(verdict.outcome == .verified)
            #expect(verdict.notices.contains { $0.code == .hclNotFresh } == !isFresh)
        }
    }
}
