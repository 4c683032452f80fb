import Evidence
import StrictJSON
import Testing

@Suite struct AzureShapeTests {
    private func failures(_ evidence: JSONValue, collateral: JSONValue? = nil) throws -> Set<ReasonCode> {
        var judging = try AzureMint.judging()
        judging.collateral = collateral
        return Set(judging.authentication(evidence).results.filter { $0.outcome == .fail }.map(\.code))
    }

    private func altered(_ alter: (inout JSONObject) -> Void) throws -> JSONValue {
        var evidence = try #require(try AzureMint().evidence().json.object)
        alter(&evidence)
        return .object(evidence)
    }

    @Test func `the shape is read back as it was written`() throws {
        let evidence = try AzureMint().evidence()
        #expect(try AzureEvidence(evidence.json, on: .snp) == evidence)
        #expect(try failures(evidence.json) == [])
        #expect(try failures(altered { $0["version"] = 2 }) == [])
        let tdx = evidence.with(hardware: .tdQuote([0xFB, 0xFF, 1, 2]))
        #expect(try AzureEvidence(tdx.json, on: .tdx) == tdx)
        #expect(tdx.json["td_quote"] == "-_8BAg")
    }

    /// Both kinds of writers are there: with padding, and without.
    @Test func `padding may be there if it is the right one`() throws {
        let text = try #require(try AzureMint().evidence().json["hcl_report"]?.string)
        let missing = (4 - text.utf8.count % 4) % 4
        let padded = text + String(repeating: "=", count: missing)
        #expect(try failures(altered { $0["hcl_report"] = .string(padded) }) == [])
        #expect(try failures(altered { $0["hcl_report"] = .string(padded + "=") }) == [.evidenceMalformed])
        #expect(try failures(altered { $0["hcl_report"] = .string(padded + "====") }) == [.evidenceMalformed])
        #expect(try failures(altered { $0["hcl_report"] = .string(text + "\n") }) == [.evidenceMalformed])
        #expect(try failures(altered { $0["hcl_report"] = .string("=" + text) }) == [.evidenceMalformed])
        for (text, bytes) in [
            ("AA", [0]), ("AA==", [0]), ("AA=", nil), ("AB", nil), ("A", nil), ("AAA", [0, 0]), ("AAA=", [0, 0]),
            ("AAB", nil), ("AAAA", [0, 0, 0]), ("AAAA=", nil), ("AA+A", nil), ("AA/A", nil), ("AA-_", [0, 15, 191]),
            ("", []), ("=", nil), ("====", nil), ("AA A", nil), ("ÄAA", nil),
        ] as [(String, [UInt8]?)] {
            let json = try altered { $0["hcl_report"] = .string(text) }
            #expect((try? AzureEvidence(json, on: .snp))?.report == bytes, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("comment", "hello"), ("version", nil), ("version", .null), ("version", 0), ("version", 3),
            ("version", "1"),
            ("tpm_quote", nil), ("tpm_quote", "quote"), ("tpm_quote", [:]), ("hcl_report", nil), ("hcl_report", 1),
            ("hcl_report", "????"), ("hcl_report", "SENM+/=="), ("vcek", nil), ("vcek", ["a"]), ("td_quote", "AAAA"),
        ] as [(String, JSONValue?)]
    )
    func `another shape is rejected`(name: String, value: JSONValue?) throws {
        #expect(try failures(altered { $0[name] = value }) == [.evidenceMalformed])
    }

    @Test func `the form without a version says the same as the first`() throws {
        let evidence = try AzureMint().evidence()
        let plain = evidence.unversioned
        #expect(try AzureEvidence(plain, on: .snp) == evidence)
        #expect(try failures(plain) == [])
        let tdx = evidence.with(hardware: .tdQuote([0xFB, 0xFF, 1, 2]))
        #expect(try AzureEvidence(tdx.unversioned, on: .tdx) == tdx)
    }

    @Test(arguments: AlteredAzureShape.all)
    func `another shape without a version is rejected`(shape: AlteredAzureShape) throws {
        let evidence = try AzureMint().evidence().unversioned
        #expect(try failures(shape.altered(evidence)) == [shape.code])
    }

    @Test func `every flipped bit of a part without a version is rejected`() throws {
        let evidence = try #require(AzureMint().evidence().unversioned.object)
        let report = try #require(evidence["report"]?.array)
        for position in stride(from: 0, to: 0x4D4 + 400, by: 97) {
            var (report, evidence) = (report, evidence)
            report[position] = .integer(try #require(report[position].integer) ^ 1 << (position % 8))
            evidence["report"] = .array(report)
            // What the paravisor's header leaves free is signed by nobody; it must then be what it usually is.
            #expect(try !failures(.object(evidence)).isEmpty, "byte \(position)")
        }
    }

    @Test(arguments: [.null, .bool(true), "evidence", [], [:]] as [JSONValue])
    func `what is no object, or an empty one, is rejected`(evidence: JSONValue) throws {
        #expect(try failures(evidence) == [.evidenceMalformed])
    }

    @Test func `collateral of another shape is rejected`() throws {
        let evidence = try AzureMint().evidence().json
        #expect(try failures(evidence, collateral: ["ak_cert": "AAAA"]) == [.evidenceMalformed])
        #expect(try failures(evidence, collateral: ["crl": 1]) == [.evidenceMalformed])
        #expect(try failures(evidence, collateral: ["crl": "AAAA"]) == [.revocationListInvalid])
    }

    @Test(arguments: ["hcl_report", "vcek"])
    func `a part above the limit is refused before it is decoded`(name: String) throws {
        let large = JSONValue.string(String(repeating: "A", count: SNPEvidence.partLimit + 4))
        #expect(try failures(altered { $0[name] = large }) == [.evidenceTooLarge])
    }

    @Test func `a paravisor's report above its own limit is rejected`() throws {
        let large = JSONValue.string(String(repeating: "A", count: SNPEvidence.partLimit))
        #expect(try failures(altered { $0["hcl_report"] = large }) == [.hclFormatInvalid])
        #expect(try failures(altered { $0["hcl_report"] = "" }) == [.hclFormatInvalid])
        #expect(try failures(altered { $0["vcek"] = large }) == [.vcekChainInvalid])
    }
}
