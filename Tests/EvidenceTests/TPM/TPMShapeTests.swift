import Builds
import Evidence
import StrictJSON
import Testing

@Suite struct TPMShapeTests {
    private func failures(_ evidence: JSONValue, collateral: JSONValue? = nil) -> Set<ReasonCode> {
        let hardware = HardwareEvidence(platform: .tpm, evidence: evidence, collateral: collateral)
        let time = JudgementTime(TPMJudging().time, .given)
        let authentication = TPMVerifier(roots: []).authenticate(hardware, at: time)
        return Set(authentication.results.filter { $0.outcome == .fail }.map(\.code))
    }

    private func altered(_ alter: (inout JSONObject, inout JSONObject) -> Void) throws -> JSONValue {
        let json = try TPMMint.ecdsa().evidence().json
        var evidence = try #require(json.object)
        var quote = try #require(json["tpm_quote"]?.object)
        alter(&evidence, &quote)
        if evidence["tpm_quote"]?.object != nil { evidence["tpm_quote"] = .object(quote) }
        return .object(evidence)
    }

    @Test func `the shape is read back as it was written`() throws {
        let evidence = try TPMMint.ecdsa().evidence()
        #expect(try TPMEvidence(evidence.json) == evidence)
        #expect(failures(evidence.json) == [])
        #expect(failures(evidence.json, collateral: .null) == [])
        #expect(failures(evidence.json, collateral: [:]) == [])
        for collateral in [
            TPMCollateral(attestationKey: [[1]], endorsementKey: [2]), TPMCollateral(attestationKey: [[1], [2, 3]]),
        ] {
            #expect(try TPMCollateral(collateral.json) == collateral)
        }
    }

    @Test(arguments: TPMShape.malformed)
    func `another shape is rejected`(shape: TPMShape) throws {
        #expect(failures(try altered(shape.alter)) == [.evidenceMalformed])
    }

    @Test(arguments: [.null, .bool(true), "evidence", [], [:]] as [JSONValue])
    func `what is no object, or an empty one, is rejected`(evidence: JSONValue) {
        #expect(failures(evidence) == [.evidenceMalformed])
    }

    @Test(
        arguments: [
            ["crl": "AAAA"], ["ak_cert": 1], ["ak_cert": []], ["ak_cert": [1]], ["ek_cert": ["AAAA"]], [],
        ] as [JSONValue]
    )
    func `collateral of another shape is rejected`(collateral: JSONValue) throws {
        #expect(failures(try TPMMint.ecdsa().evidence().json, collateral: collateral) == [.evidenceMalformed])
    }

    @Test func `parts above the limits are refused before they are decoded`() throws {
        let long = JSONValue.string(String(repeating: "a", count: TPMQuoteEvidence.textLimit + 2))
        for name in ["message", "signature"] {
            #expect(failures(try altered { $1[name] = long }) == [.evidenceTooLarge])
        }
        let key = JSONValue.string(String(repeating: "A", count: (1 << 20) + 4))
        #expect(failures(try altered { evidence, _ in evidence["ak_public"] = key }) == [.evidenceTooLarge])
        let json = try TPMMint.ecdsa().evidence().json
        let certificate = JSONValue.string(String(repeating: "A", count: TPMCollateral.textLimit + 4))
        #expect(failures(json, collateral: ["ak_cert": certificate]) == [.evidenceTooLarge])
        let many = [JSONValue](repeating: "AAAA", count: TPMCollateral.chainLimit + 1)
        #expect(failures(json, collateral: ["ak_cert": .array(many)]) == [.evidenceTooLarge])
    }

    @Test func `a key within the limit of text and above that of a key is rejected`() throws {
        let large = JSONValue.string(String(repeating: "A", count: 4096))
        #expect(failures(try altered { evidence, _ in evidence["ak_public"] = large }) == [.akFormatUnsupported])
    }
}

/// Evidence with its members changed: those of `evidence`, and those of `tpm_quote`.
struct TPMShape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let alter: @Sendable (inout JSONObject, inout JSONObject) -> Void

    private init(_ what: String, alter: @escaping @Sendable (inout JSONObject, inout JSONObject) -> Void) {
        testDescription = what
        self.alter = alter
    }

    private static func registers(_ alter: @escaping @Sendable (inout [JSONValue]) -> Void)
        -> @Sendable (inout JSONObject, inout JSONObject) -> Void
    {
        { _, quote in
            var registers = quote["pcrs"]?.array ?? []
            alter(&registers)
            quote["pcrs"] = .array(registers)
        }
    }

    static let malformed = [
        TPMShape("an unknown member") { evidence, _ in evidence["comment"] = "hello" },
        TPMShape("an unknown member of the quote") { _, quote in quote["comment"] = "hello" },
        TPMShape("no quote") { evidence, _ in evidence["tpm_quote"] = nil },
        TPMShape("a quote of another type") { evidence, _ in evidence["tpm_quote"] = "quote" },
        TPMShape("no key") { evidence, _ in evidence["ak_public"] = nil },
        TPMShape("a key that is not Base64") { evidence, _ in evidence["ak_public"] = "????" },
        TPMShape("no message") { _, quote in quote["message"] = nil },
        TPMShape("a message of digits that are no pairs") { _, quote in quote["message"] = "abc" },
        TPMShape("an upper-case message") { _, quote in
            quote["message"] = quote["message"]?.string.map { .string($0.uppercased()) }
        },
        TPMShape("no registers") { _, quote in quote["pcrs"] = nil },
        TPMShape("23 registers", alter: registers { $0.removeLast() }),
        TPMShape("25 registers", alter: registers { $0.append($0[0]) }),
        TPMShape("a register of null", alter: registers { $0[3] = .null }),
        TPMShape("a register of 31 bytes", alter: registers { $0[3] = .string(String(repeating: "0", count: 62)) }),
        TPMShape("an upper-case register", alter: registers { $0[3] = .string(String(repeating: "A", count: 64)) }),
        TPMShape(
            "a register that is no digits",
            alter: registers { $0[3] = .string(String(repeating: "g", count: 64)) }
        ),
        TPMShape("registers by name") { _, quote in quote["pcrs"] = ["0": "00"] },
    ]
}
