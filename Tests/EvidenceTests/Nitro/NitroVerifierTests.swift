import Builds
import Bytes
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

/// Documents through the verifier, as `evidence.json` carries them.
@Suite struct NitroVerifierTests {
    private static let mint = Result { try NitroMint() }

    private func verdict(
        _ evidence: JSONValue,
        collateral: JSONValue? = nil,
        root: Certificate? = nil,
        expecting expectation: CommitmentExpectation = .unchecked("a test")
    ) throws -> EvidenceVerdict {
        let verifier = EvidenceVerifier([NitroVerifier(root: try root ?? Self.mint.get().root)])
        let evidence = HardwareEvidence(platform: .nitro, evidence: evidence, collateral: collateral)
        return verifier.verify(evidence, expecting: expectation, at: NitroFixture.now)
    }

    private func failures(_ verdict: EvidenceVerdict) -> [ReasonCode] {
        verdict.results.filter { $0.outcome == .fail }.map(\.code)
    }

    private func evidence(_ alter: (inout [CBORValue.Member]) -> Void = { _ in }) throws -> JSONValue {
        NitroEvidence(document: try Self.mint.get().document(alter)).json
    }

    @Test func `evidence is verified at the time that the platform signed`() throws {
        let verdict = try verdict(evidence(), expecting: .exactly([1, 2, 3]))
        guard case .verified(let verified) = verdict, case .nitro(let claims) = verified.claims else {
            Issue.record("\(verdict.results)")
            return
        }
        #expect(verified.time == JudgementTime(NitroMint.time, .anchored))
        #expect(verified.claims.measurement == [UInt8](repeating: 1, count: 48))
        #expect(claims.json["module_id"] == "i-01-enc02")
        #expect(claims.json["pcrs"]?["15"]?.string == [UInt8](repeating: 16, count: 48).hexadecimal)
    }

    @Test func `what is committed to is compared with all of its bytes`() throws {
        for expected in [[], [1, 2], [1, 2, 3, 0], [1, 2, 4]] as [[UInt8]] {
            #expect(failures(try verdict(evidence(), expecting: .exactly(expected))) == [.reportDataMismatch])
        }
    }

    @Test(arguments: [nil, .null, .bytes([])] as [CBORValue?])
    func `a document without user_data answers nobody who expects something`(userData: CBORValue?) throws {
        let evidence = try evidence { $0["user_data"] = userData }
        #expect(failures(try verdict(evidence, expecting: .exactly([]))) == [.reportDataMismatch])
        #expect(failures(try verdict(evidence, expecting: .exactly([1, 2, 3]))) == [.reportDataMismatch])
        let reportData = ReportData(provenance: [], binding: [])
        #expect(failures(try verdict(evidence, expecting: .build(reportData))) == [.reportDataMismatch])
        // Where nobody expects anything it may still be genuine; it may answer by its nonce.
        let open = try verdict(evidence)
        #expect(failures(open).isEmpty)
        #expect(open.results.contains { $0.code == .reportDataMismatch && $0.outcome == .notEvaluated })
    }

    @Test func `evidence of another shape is refused`() throws {
        let document = try #require(try evidence()["document"])
        let shapes: [JSONValue] = [
            .null, [], "document", [:], ["document": .null], ["document": ""], ["document": "AA"],
            ["document": document, "more": .null], ["documents": document],
        ]
        for shape in shapes {
            let found = failures(try verdict(shape))
            #expect(found == [shape == ["document": ""] ? .documentTruncated : .evidenceMalformed], "\(shape)")
        }
        let collateral: JSONValue = ["crl": "AA=="]
        #expect(failures(try verdict(evidence(), collateral: collateral)) == [.evidenceMalformed])
        #expect(failures(try verdict(evidence(), collateral: [:])).isEmpty)
    }

    @Test func `a document larger than any is refused before it is decoded`() throws {
        let bytes = [UInt8](repeating: 0, count: NitroDocument.sizeLimit + 3)
        #expect(failures(try verdict(["document": .string(bytes.base64)])) == [.evidenceTooLarge])
    }

    @Test func `evidence reads what it writes`() throws {
        let evidence = NitroEvidence(document: [1, 2, 3])
        #expect(try NitroEvidence(evidence.json) == evidence)
    }

    @Test(
        .enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"),
        arguments: [
            ("blocky-2024-debug-max", [.enclaveDebugMode]), ("evervault-2022-debug", [.enclaveDebugMode]),
            ("evervault-2023-debug-ga", [.enclaveDebugMode]), ("evervault-2022-nondebug", []),
            ("evervault-2023-nondebug-incert", []), ("blocky-selfsigned", [.documentMalformed]),
        ] as [(String, [ReasonCode])]
    )
    func `every vector has its verdict`(name: String, expected: [ReasonCode]) throws {
        let evidence = NitroEvidence(document: try NitroFixture.document(name)).json
        let verdict = try verdict(evidence, root: NitroRoot.pinned)
        var results = verdict.results
        if case .verified(let verified) = verdict, case .nitro(let claims) = verified.claims {
            var rules = RuleLog(.policy)
            let options = AppraisalOptions(isRelease: false, isAnyBuilder: true, timeSource: .anchored)
            NitroPolicy().appraise(claims, options: options, rules: &rules)
            results += rules.results
        }
        #expect(results.filter { $0.outcome == .fail }.map(\.code) == expected)
    }
}
