import Builds
import Enclave
import Evidence
import StrictJSON
import Testing

@Suite struct EvidenceShapeTests {
    private func verdict(_ evidence: JSONValue, collateral: JSONValue? = nil) -> EvidenceVerdict {
        Fixture.verdict(HardwareEvidence(platform: .simulated, evidence: evidence, collateral: collateral))
    }

    private func altered(_ alter: (inout JSONObject, inout JSONObject) -> Void) throws -> JSONValue {
        let json = try Fixture.evidence().evidence
        var evidence = try #require(json.object)
        var chain = try #require(json["cert_chain"]?.object)
        evidence["cert_chain"] = nil
        alter(&evidence, &chain)
        if evidence["cert_chain"] == nil { evidence["cert_chain"] = .object(chain) }
        return .object(evidence)
    }

    @Test(arguments: AlteredShape.all)
    func `evidence of another shape is rejected`(shape: AlteredShape) throws {
        #expect(verdict(try altered(shape.alter)).failures == [.evidenceMalformed])
    }

    @Test(arguments: [.null, .bool(true), .string("evidence"), .array([]), .object(JSONObject())] as [JSONValue])
    func `evidence that is no object, or an empty one, is rejected`(evidence: JSONValue) {
        #expect(verdict(evidence).failures == [.evidenceMalformed])
    }

    @Test func `a member that stands twice never becomes evidence`() throws {
        let text = String(decoding: try Fixture.evidence().evidence.serialized(), as: UTF8.self)
        let doubled = text.replacing("\"cert_chain\":{", with: "\"cert_chain\":{},\"cert_chain\":{")
        #expect(doubled != text)
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(doubled.utf8)) }
    }

    @Test func `the stand-in has no collateral`() throws {
        let json = try Fixture.evidence().evidence
        #expect(verdict(json, collateral: .null).verified != nil)
        #expect(verdict(json, collateral: ["crl": "AAAA"]).failures == [.evidenceMalformed])
        #expect(verdict(json, collateral: [:]).failures == [.evidenceMalformed])
    }

    @Test func `names from evidence cannot drive the terminal that they are shown on`() throws {
        let name = "\u{1B}[2J\u{202E}" + String(repeating: "a", count: 5000)
        let results = verdict(try altered { evidence, _ in evidence[name] = 1 }).results
        let message = try #require(results.last { $0.outcome == .fail }).message
        #expect(message.contains("[2J"))
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
        #expect(message.unicodeScalars.count <= RuleResult.textLimit + 1)
    }

    @Test(arguments: ["attestation_report", "vcek", "ask", "ark"])
    func `a part above the limit is refused before it is decoded`(name: String) throws {
        let large = JSONValue.string(String(repeating: "A", count: SNPEvidence.partLimit + 4))
        let evidence = try altered { evidence, chain in
            if name == "attestation_report" { evidence[name] = large } else { chain[name] = large }
        }
        #expect(verdict(evidence).failures == [.evidenceTooLarge])
    }

    @Test func `a large certificate within the limit is rejected`() throws {
        let large = JSONValue.string(String(repeating: "A", count: SNPEvidence.partLimit))
        #expect(verdict(try altered { $1["vcek"] = large }).failures == [.vcekChainInvalid])
    }
}

/// Evidence with its members changed: those of `evidence`, and those of `cert_chain`.
struct AlteredShape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let alter: @Sendable (inout JSONObject, inout JSONObject) -> Void

    private init(_ what: String, alter: @escaping @Sendable (inout JSONObject, inout JSONObject) -> Void) {
        testDescription = what
        self.alter = alter
    }

    static let all = [
        AlteredShape("an unknown member") { evidence, _ in evidence["comment"] = "hello" },
        AlteredShape("an unknown certificate") { _, chain in chain["vlek"] = "AAAA" },
        AlteredShape("no report") { evidence, _ in evidence["attestation_report"] = nil },
        AlteredShape("no key") { _, chain in chain["vcek"] = nil },
        AlteredShape("no issuer") { _, chain in chain["ask"] = nil },
        AlteredShape("no root") { _, chain in chain["ark"] = nil },
        AlteredShape("a report of null") { evidence, _ in evidence["attestation_report"] = JSONValue.null },
        AlteredShape("a report of a number") { evidence, _ in evidence["attestation_report"] = 1 },
        AlteredShape("a report that is not Base64") { evidence, _ in evidence["attestation_report"] = "????" },
        AlteredShape("a chain of another type") { evidence, _ in evidence["cert_chain"] = "chain" },
        AlteredShape("Base64 with a line feed") { _, chain in
            chain["ark"] = .string((chain["ark"]?.string ?? "") + "\n")
        },
    ]
}
