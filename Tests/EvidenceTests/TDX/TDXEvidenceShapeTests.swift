import Builds
import Bytes
import Evidence
import StrictJSON
import Testing

@Suite struct TDXEvidenceShapeTests {
    private func failures(_ evidence: JSONValue, collateral: JSONValue? = nil) throws -> Set<ReasonCode> {
        let intel = try FakeIntel.shared.get()
        return TDXVerifier(root: intel.root).authenticate(
            HardwareEvidence(platform: .tdx, evidence: evidence, collateral: collateral),
            at: JudgementTime(FakeIntel.now, .given)
        ).failures
    }

    @Test func `evidence is read back as it was written`() throws {
        let evidence = TDXEvidence(quote: [1, 2, 3], eventLog: [4])
        #expect(try TDXEvidence(evidence.json) == evidence)
        let plain = TDXEvidence(quote: [1, 2, 3])
        #expect(try TDXEvidence(plain.json) == plain)
    }

    @Test(
        arguments: [
            [], "text", .null, [:], ["quote": 7], ["quote": "AA"], ["quote": "A A=="], ["cc_eventlog": "AAAA"],
            ["quote": .null], ["quote": "AAAA", "cc_eventlog": "*"], ["quote": "AAAA", "cc_eventlog": 1],
            ["quote": "AAAA", "novelty": 1], ["quote": "AAAA", "novelty": .null],
        ] as [JSONValue]
    )
    func `evidence of another shape is refused`(evidence: JSONValue) throws {
        #expect(try failures(evidence) == [.evidenceMalformed])
    }

    @Test func `an event log of null is none`() throws {
        let intel = try FakeIntel.shared.get()
        let quote = try FakeQuote().encoded(by: intel)
        let evidence: JSONValue = ["quote": .string(quote.base64), "cc_eventlog": .null]
        #expect(try TDXEvidence(evidence) == TDXEvidence(quote: quote))
        #expect(try failures(evidence, collateral: FakeCollateral().encoded(by: intel)) == [])
    }

    @Test func `a part that is too large is refused before it is decoded`() throws {
        let large = JSONValue.string(String(repeating: "A", count: TDXEvidence.partLimit + 4))
        #expect(try failures(["quote": large]) == [.evidenceTooLarge])
        #expect(try failures(["quote": "AAAA", "cc_eventlog": large]) == [.evidenceTooLarge])
        let quote = try FakeQuote().encoded(by: FakeIntel.shared.get())
        #expect(
            try failures(TDXEvidence(quote: quote).json, collateral: ["tcb_info": large]) == [.evidenceTooLarge]
        )
    }

    @Test func `collateral is read back as it was written`() throws {
        let collateral = try TDXCollateral(FakeCollateral().encoded(by: FakeIntel.shared.get()))
        #expect(try TDXCollateral(collateral.json) == collateral)
    }

    private static let names = [
        "pck_crl_issuer_chain", "root_ca_crl", "pck_crl", "tcb_info_issuer_chain", "tcb_info", "tcb_info_signature",
        "qe_identity_issuer_chain", "qe_identity", "qe_identity_signature",
    ]

    @Test(arguments: names)
    func `collateral that lacks a part, or has it in another form, is refused`(name: String) throws {
        let intel = try FakeIntel.shared.get()
        let evidence = TDXEvidence(quote: try FakeQuote().encoded(by: intel)).json
        let whole = try FakeCollateral().encoded(by: intel)
        for value in [nil, .null, 7, ["a"]] as [JSONValue?] {
            var members = try #require(whole.object)
            members[name] = value
            #expect(try failures(evidence, collateral: .object(members)) == [.collateralMalformed])
        }
        var members = try #require(whole.object)
        members[name] = ""
        let failures = try failures(evidence, collateral: .object(members))
        #expect(failures.count == 1)
    }

    /// The results of a machine whose collateral brings a chain of PCK certificates, in a text or as something else.
    private func results(of quote: [UInt8], pckChain: JSONValue) throws -> [RuleResult] {
        let intel = try FakeIntel.shared.get()
        var members = try #require(FakeCollateral().encoded(by: intel).object)
        members["pck_certificate_chain"] = pckChain
        let evidence = TDXEvidence(quote: quote).json
        let hardware = HardwareEvidence(platform: .tdx, evidence: evidence, collateral: .object(members))
        let authentication = TDXVerifier(root: intel.root).authenticate(
            hardware,
            at: JudgementTime(FakeIntel.now, .given)
        )
        return authentication.results
    }

    @Test func `a chain of PCK certificates beside the quote is not used`() throws {
        let (intel, other) = (try FakeIntel.shared.get(), try FakeIntel.other.get())
        let quote = try FakeQuote().encoded(by: intel)
        let own = String(decoding: try TDXQuote(parsing: quote).signature.certificates, as: UTF8.self)
        let foreign = FakeIntel.pem(try FakeMachine().certificate(of: other), other.authority, other.root)
        for (chain, isOther) in [
            (.null, false), (.string(own), false), (.string(own.replacing("\n", with: "\r\n")), false), ("x", true),
            ("", true), (.string(String(decoding: foreign, as: UTF8.self)), true), (.string(own + own), true),
            (.string(String(own.dropLast(1000))), true),
        ] as [(JSONValue, Bool)] {
            let results = try results(of: quote, pckChain: chain)
            #expect(results.codes(.fail) == [])
            #expect(results.codes(.notEvaluated).contains(.pckChainIgnored) == isOther)
        }
    }

    @Test func `a chain of PCK certificates beside the quote is read back, and is null or a text`() throws {
        var members = try #require(FakeCollateral().encoded(by: FakeIntel.shared.get()).object)
        let plain = try TDXCollateral(.object(members))
        members["pck_certificate_chain"] = .null
        #expect(try TDXCollateral(.object(members)) == plain)
        members["pck_certificate_chain"] = "text"
        let collateral = try TDXCollateral(.object(members))
        #expect(collateral.json["pck_certificate_chain"] == "text")
        #expect(try TDXCollateral(collateral.json) == collateral)
        let quote = try FakeQuote().encoded(by: FakeIntel.shared.get())
        for value in [1, ["text"], [:], .bool(false)] as [JSONValue] {
            #expect(try results(of: quote, pckChain: value).codes(.fail) == [.collateralMalformed])
        }
        let large = JSONValue.string(String(repeating: "A", count: TDXCollateral.partLimit + 1))
        #expect(try results(of: quote, pckChain: large).codes(.fail) == [.evidenceTooLarge])
    }

    @Test func `collateral with a part too many, or none, is refused`() throws {
        let intel = try FakeIntel.shared.get()
        let evidence = TDXEvidence(quote: try FakeQuote().encoded(by: intel)).json
        var members = try #require(FakeCollateral().encoded(by: intel).object)
        members["novelty"] = 1
        for collateral in [.object(members), [:], [], "text"] as [JSONValue] {
            #expect(try failures(evidence, collateral: collateral) == [.collateralMalformed])
        }
        #expect(try failures(evidence, collateral: .null) == [.collateralMissing])
    }

    @Test func `hexadecimal is of one case`() throws {
        let intel = try FakeIntel.shared.get()
        let evidence = TDXEvidence(quote: try FakeQuote().encoded(by: intel)).json
        var members = try #require(FakeCollateral().encoded(by: intel).object)
        let usual = try #require(members["pck_crl"]?.string)
        members["pck_crl"] = .string(usual.uppercased())
        #expect(try failures(evidence, collateral: .object(members)) == [])
        members["pck_crl"] = .string(usual.prefix(200).uppercased() + usual.dropFirst(200))
        #expect(try failures(evidence, collateral: .object(members)) == [.collateralMalformed])
    }

    @Test(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
    func `a response of Intel's service is cut apart without a byte changed`() throws {
        for name in ["90c06f-2026-03", "b0c06f-2025-06", "50806f-2023-06", "00806f05-2025-10"] {
            let folder = "tdx/collateral/\(name)"
            let collateral = try TDXCollateral(TDXVectors.collateral(folder))
            let tcbInfo = try TDXSignedStatement(response: Vectors.bytes("\(folder)/tcb_info.json"), kind: .tcbInfo)
            #expect(tcbInfo.body == collateral.tcbInfo)
            #expect(tcbInfo.signature == collateral.tcbInfoSignature)
            let identity = try TDXSignedStatement(
                response: Vectors.bytes("\(folder)/qe_identity.json"),
                kind: .qeIdentity
            )
            #expect(identity.body == collateral.qeIdentity)
            #expect(identity.signature == collateral.qeIdentitySignature)
        }
    }

    @Test(
        arguments: [
            "", "{}", "{\"tcbInfo\":{}}", "{\"tcbInfo\":{},\"signature\":\"00\"}",
            "{\"tcbInfo\":[],\"signature\":\"SIGNATURE\"}", "{\"tcbInfo\":{},\"x\":1,\"signature\":\"SIGNATURE\"}",
            "{\"tcbInfo\": {,\"signature\":\"SIGNATURE\"}", "{\"signature\":\"SIGNATURE\",\"tcbInfo\":{}}",
            "{\"tcbInfo\":{\"a\":1,\"a\":2},\"signature\":\"SIGNATURE\"}",
            "{\"tcbInfo\":{},\"tcbInfo\":{},\"signature\":\"SIGNATURE\"}",
            "{\"enclaveIdentity\":{},\"signature\":\"SIGNATURE\"}",
        ]
    )
    func `a response of another shape is refused`(text: String) throws {
        let response = text.replacing("SIGNATURE", with: String(repeating: "ab", count: 64))
        #expect(throws: EvidenceError.self) {
            try TDXSignedStatement(response: Array(response.utf8), kind: .tcbInfo)
        }
    }
}
