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
        let commitment = try HardwareFixture.commitment(of: file)
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
        #expect(verdict.failures == [.reportDataMismatch])
    }

    @Test func `what is named and what stands beside the evidence must both be committed to`() throws {
        let (file, appraiser) = try snp()
        let commitment = try HardwareFixture.commitment(of: file)
        let zeros = [UInt8](repeating: 0, count: 64)
        var policy = Policy()
        for (named, demanded, fits) in [
            (commitment, commitment, true), (commitment, zeros, false), (zeros, commitment, false), (nil, zeros, false),
            (nil, commitment, true), (commitment, nil, true), (zeros, nil, false),
        ] as [([UInt8]?, [UInt8]?, Bool)] {
            policy.reportData = demanded
            var expectations = expectations(reportData: named)
            expectations.policy = .policy(policy)
            let verdict = appraiser.appraise(file.encoded, expecting: expectations)
            #expect(verdict.failures == (fits ? [] : [.reportDataMismatch]))
        }
        // A binding of somebody else's does not become true by standing beside evidence that was asked for.
        let foreign = Array(String(decoding: file.binding, as: UTF8.self).replacing("0f0f", with: "0e0e").utf8)
        let verdict = appraiser.appraise(
            evidence(file, binding: foreign),
            expecting: expectations(reportData: commitment, now: ReleaseFixture.issuedAt)
        )
        #expect(verdict.failures == [.reportDataMismatch])
    }

    @Test func `collateral that says nothing does not stand in the place of the verifier's`() throws {
        let (file, appraiser) = try snp()
        let collateral: JSONValue = ["crl": .string([0x30, 0x00].base64)]
        for stapled in [nil, .object(JSONObject())] as [JSONValue?] {
            let verdict = appraiser.appraise(
                evidence(file, binding: file.binding, collateral: stapled),
                expecting: expectations(reportData: nil, collateral: collateral, now: ReleaseFixture.issuedAt)
            )
            #expect(verdict.failures == [.revocationListInvalid])
        }
    }

    @Test func `a private root is named in the verdict`() throws {
        let (file, _) = try snp()
        let machine = try ReleaseFixture.machine(line: .genoa)
        let own = SNPTrustRoots(productLine: .genoa, ark: machine.ark, ask: machine.ask, asvk: nil)
        let roots = TrustRoots(snp: [.genoa: own], intel: IntelRoots.sgxRootCA, nitro: NitroRoot.pinned)
        for (verifier, isNamed) in [(EvidenceVerifier(roots: roots), true), (EvidenceVerifier(roots: .pinned), false)] {
            let verdict = EvidenceAppraiser(evidence: verifier)
                .appraise(file.encoded, expecting: expectations(reportData: nil, now: ReleaseFixture.issuedAt))
            #expect(verdict.notices.contains { $0.code == .trustRootPrivate } == isNamed)
        }
    }

    @Test(.enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"))
    func `the age of a document is that of its signed time, whenever it is judged`() throws {
        let document = try SharedFolder.vectors.bytes("nitro/evervault-2022-nondebug/document.cbor")
        let file: JSONValue = ["platform": "nitro", "evidence": NitroEvidence(document: document).json]
        for (at, age, reasons) in [
            ("2022-10-13T09:30:00Z", 86_400, []), ("2022-10-13T09:30:00Z", 60, ["EVIDENCE_TOO_OLD"]),
            (nil, 86_400, ["EVIDENCE_TOO_OLD"]),
        ] as [(String?, Int, Set<String>)] {
            var expectations = expectations(reportData: nil)
            expectations.at = at.flatMap { Date(rfc3339: $0) }
            expectations.policy = .policy(Policy(formats: [.kettle], maximumAge: age))
            let verdict = EvidenceAppraiser(evidence: .standard).appraise(file.serialized(), expecting: expectations)
            #expect(verdict.reasons == reasons)
            #expect(!verdict.notices.contains { $0.code == .timeUnanchored })
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
