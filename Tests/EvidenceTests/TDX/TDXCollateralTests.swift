import Bytes
import Evidence
import FoundationEssentials
import OpenSSLKit
import StrictJSON
import Testing

@Suite struct TDXCollateralTests {
    private func failures(
        _ quote: FakeQuote = FakeQuote(),
        at time: Date = FakeIntel.now,
        _ alter: (inout FakeCollateral) throws -> Void = { _ in },
        rewrite: (_ tcbInfo: inout JSONValue, _ qeIdentity: inout JSONValue) -> Void = { _, _ in }
    ) throws -> Set<ReasonCode> {
        let intel = try FakeIntel.shared.get()
        var collateral = FakeCollateral()
        try alter(&collateral)
        let judged = intel.authenticate(
            try quote.encoded(by: intel),
            collateral: try collateral.encoded(by: intel, rewrite: rewrite),
            at: time
        )
        #expect((judged.claims == nil) == !judged.failures.isEmpty)
        return judged.failures
    }

    @Test func `without collateral the quote's own certificates are judged, and then it is refused`() throws {
        let intel = try FakeIntel.shared.get()
        let judged = intel.authenticate(try FakeQuote().encoded(by: intel), collateral: nil)
        #expect(judged.failures == [.collateralMissing])
        #expect(judged.claims == nil)
        let held = Set(judged.results.filter { $0.outcome == .pass }.map(\.code))
        #expect(
            held.isSuperset(of: [
                .pckChainInvalid, .pckExpired, .qeReportSignatureInvalid, .akBindingInvalid, .quoteSignatureInvalid,
            ])
        )
    }

    @Test func `what is revoked is refused`() throws {
        #expect(try failures { $0.revokedByAuthority = [5, 0x1001] } == [.pckRevoked])
        #expect(try failures { $0.revokedByRoot = [2] } == [.pckRevoked])
        #expect(try failures { $0.revokedByRoot = [7, 3] } == [.tcbSigningRevoked])
    }

    @Test func `the same numbers in the list of another issuer revoke nothing`() throws {
        #expect(try failures { $0.revokedByAuthority = [2, 3] } == [])
        #expect(try failures { $0.revokedByRoot = [0x1001] } == [])
    }

    @Test func `each statement and list has its own time`() throws {
        let day: Double = 86_400
        let now = FakeIntel.now
        #expect(try failures { $0.nextUpdate = now.addingTimeInterval(-1) } == [.tcbInfoExpired])
        #expect(try failures { $0.issueDate = now.addingTimeInterval(1) } == [.tcbInfoExpired])
        #expect(try failures { $0.qeNextUpdate = now.addingTimeInterval(-1) } == [.qeIdentityExpired])
        #expect(try failures { $0.qeIssueDate = now.addingTimeInterval(day) } == [.qeIdentityExpired])
        #expect(try failures { $0.listNextUpdate = now.addingTimeInterval(-1) } == [.revocationListExpired])
        #expect(try failures { $0.rootListNextUpdate = now.addingTimeInterval(-1) } == [.revocationListExpired])
        #expect(try failures { $0.listIssueDate = now.addingTimeInterval(1) } == [.revocationListExpired])
    }

    @Test func `the bounds of a statement's time belong to it`() throws {
        #expect(try failures { $0.nextUpdate = FakeIntel.now } == [])
        #expect(try failures { $0.issueDate = FakeIntel.now } == [])
    }

    @Test func `everything that is out of date is named`() throws {
        let later = FakeIntel.now.addingTimeInterval(60 * 86_400)
        #expect(try failures(at: later) == [.tcbInfoExpired, .qeIdentityExpired, .revocationListExpired])
    }

    @Test func `certificates are judged at the time of judgement`() throws {
        let before = FakeIntel.now.addingTimeInterval(-3600)
        var quote = FakeQuote()
        quote.machine.alter = { $0.notAfter = before }
        #expect(try failures(quote) == [.pckExpired])
        quote.machine.alter = { $0.notBefore = FakeIntel.now.addingTimeInterval(3600) }
        #expect(try failures(quote) == [.pckExpired])
        let intel = try FakeIntel.shared.get()
        var builder = FakeIntel.builder("Intel SGX TCB Signing", issuer: "Intel SGX Root CA", serialNumber: 9)
        builder.notAfter = before
        let signer = try builder.certificate(
            of: intel.statementKey.publicKey,
            signedBy: intel.rootKey,
            .ecdsaP256SHA256
        )
        #expect(try failures { $0.signer = signer } == [.tcbSigningExpired])
    }

    @Test func `only the certificate for statements signs them`() throws {
        let intel = try FakeIntel.shared.get()
        func signer(_ name: String, isAuthority: Bool = false) throws -> Certificate {
            try FakeIntel.builder(name, issuer: "Intel SGX Root CA", serialNumber: 9, isAuthority: isAuthority)
                .certificate(of: intel.statementKey.publicKey, signedBy: intel.rootKey, .ecdsaP256SHA256)
        }
        #expect(try failures { $0.signer = try signer("Intel SGX TCB Signing") } == [])
        #expect(try failures { $0.signer = try signer("Intel SGX PCK Certificate") } == [.tcbSigningChainInvalid])
        #expect(
            try failures { $0.signer = try signer("Intel SGX TCB Signing", isAuthority: true) }
                == [.tcbSigningChainInvalid]
        )
        let forged = try FakeIntel.builder("Intel SGX TCB Signing", issuer: "Intel SGX Root CA", serialNumber: 9)
            .certificate(of: intel.statementKey.publicKey, signedBy: intel.statementKey, .ecdsaP256SHA256)
        #expect(try failures { $0.signer = forged } == [.tcbSigningChainInvalid])
        let other = try FakeIntel.other.get()
        #expect(try failures { $0.signer = other.signer } == [.tcbSigningChainInvalid])
    }

    @Test func `the list of an authority may come with another certificate of the same authority`() throws {
        let intel = try FakeIntel.shared.get()
        func authority(_ alter: (inout CertificateBuilder) -> Void = { _ in }) throws -> Certificate {
            var builder = FakeIntel.builder(
                "Intel SGX PCK Platform CA",
                issuer: "Intel SGX Root CA",
                serialNumber: 22,
                isAuthority: true
            )
            alter(&builder)
            return try builder.certificate(
                of: intel.authorityKey.publicKey,
                signedBy: intel.rootKey,
                .ecdsaP256SHA256
            )
        }
        #expect(try failures { $0.listIssuer = try authority() } == [])
        let revoked = try failures {
            $0.listIssuer = try authority()
            $0.revokedByRoot = [22]
        }
        #expect(revoked == [.revocationListInvalid])
        let expired = try authority { $0.notAfter = FakeIntel.now.addingTimeInterval(-1) }
        #expect(try failures { $0.listIssuer = expired } == [.revocationListExpired])
        // Not allowed to sign lists.
        let usage = CertificateBuilder.Extension(oid: "2.5.29.15", contents: [3, 2, 2, 0x04], isCritical: true)
        #expect(try failures { $0.listIssuer = try authority { $0.extensions[1] = usage } } == [.revocationListInvalid])
        // Another authority, the right name under another key, and the right key under another root.
        let processor = [CertificateBuilder.Attribute("CN", "Intel SGX PCK Processor CA")]
        #expect(
            try failures { $0.listIssuer = try authority { $0.subject = processor } } == [.revocationListIssuerMismatch]
        )
        let other = try FakeIntel.other.get()
        #expect(try failures { $0.listIssuer = other.authority } == [.revocationListInvalid])
        #expect(try failures { $0.listIssuer = intel.signer } == [.revocationListIssuerMismatch])
    }

    @Test func `statements about something else are refused`() throws {
        #expect(try failures { $0.fmspc = "90c06f000001" } == [.pckFMSPCMismatch])
        #expect(try failures { $0.fmspc = $0.fmspc.uppercased() } == [])
        #expect(try failures { $0.pceID = "0001" } == [.pckPCEIDMismatch])
        #expect(try failures { $0.id = "SGX" } == [.tcbInfoUnsupported])
        #expect(try failures { $0.version = 2 } == [.tcbInfoUnsupported])
        #expect(try failures { $0.version = 4 } == [.tcbInfoUnsupported])
        #expect(try failures { $0.qeID = "QE" } == [.qeIdentityUnsupported])
        #expect(try failures { $0.qeID = "QVE" } == [.qeIdentityUnsupported])
        #expect(try failures { $0.qeVersion = 1 } == [.qeIdentityUnsupported])
    }

    @Test(arguments: ["signer", "product", "attributes", "select", "debug"])
    func `another enclave than Intel's does not vouch`(field: String) throws {
        var quote = FakeQuote()
        switch field {
        case "signer": quote.qeSigner[31] = 0
        case "product": quote.qeProductID = 1
        case "attributes": quote.qeAttributes[0] = 0x01
        case "select": quote.qeMiscSelect[3] = 0x80
        default: quote.qeAttributes[0] = 0x13
        }
        #expect(try failures(quote) == [.qeIdentityMismatch])
    }

    @Test func `bits that the mask leaves out do not matter, but debugging does`() throws {
        var quote = FakeQuote()
        quote.qeAttributes[0] = 0x15
        quote.qeAttributes[8] = 0xE7
        #expect(try failures(quote) == [])
        quote.qeAttributes[0] = 0x13
        let unmasked = try failures(
            quote,
            rewrite: { _, identity in
                var members = identity.object ?? JSONObject()
                members["attributesMask"] = "F9FFFFFFFFFFFFFF0000000000000000"
                identity = .object(members)
            }
        )
        #expect(unmasked == [.qeIdentityMismatch])
    }

    /// What Intel would have to sign wrongly; nothing of it may trap or pass.
    @Test(
        arguments: [
            ("tcbType", 1), ("tcbType", nil), ("issueDate", "yesterday"), ("nextUpdate", nil), ("fmspc", "90c06f"),
            ("fmspc", 7), ("pceId", nil), ("tcbEvaluationDataNumber", -1), ("tcbEvaluationDataNumber", nil),
            ("tdxModule", nil), ("tdxModule", []), ("tdxModuleIdentities", []), ("tdxModuleIdentities", [[:]]),
            ("tcbLevels", nil), ("tcbLevels", []), ("tcbLevels", [[:]]), ("tcbLevels", [7]), ("version", "3"),
            ("version", 99_999_999_999_999), ("id", nil),
        ] as [(String, JSONValue?)]
    )
    func `TCB info that lacks something is refused`(name: String, value: JSONValue?) throws {
        let failures = try failures(
            rewrite: { info, _ in
                var members = info.object ?? JSONObject()
                members[name] = value
                info = .object(members)
            }
        )
        #expect(failures == [.tcbInfoUnsupported])
    }

    @Test(arguments: [-1, 256, "1", .null, [:]] as [JSONValue])
    func `a component that is no byte is refused`(svn: JSONValue) throws {
        let failures = try failures(
            rewrite: { info, _ in
                var members = info.object ?? JSONObject()
                var level = members["tcbLevels"]?.array?.first?.object ?? JSONObject()
                var tcb = level["tcb"]?.object ?? JSONObject()
                var components = tcb["tdxtcbcomponents"]?.array ?? []
                components[9] = ["svn": svn]
                tcb["tdxtcbcomponents"] = .array(components)
                level["tcb"] = .object(tcb)
                members["tcbLevels"] = [.object(level)]
                info = .object(members)
            }
        )
        #expect(failures == [.tcbInfoUnsupported])
    }

    @Test func `levels of another shape are refused`() throws {
        #expect(try failures { $0.levels[0].sgx.removeLast() } == [.tcbInfoUnsupported])
        #expect(try failures { $0.levels[0].tdx.append(0) } == [.tcbInfoUnsupported])
        #expect(try failures { $0.levels[0].status = "Fine" } == [.tcbInfoUnsupported])
        #expect(try failures { $0.levels[0].status = "TDRelaunchAdvised" } == [.tcbInfoUnsupported])
        #expect(try failures { $0.levels[0].pceSVN = 70_000 } == [.tcbInfoUnsupported])
        #expect(try failures { $0.levels[0].date = "" } == [.tcbInfoUnsupported])
        #expect(try failures { $0.levels.append($0.levels[0]) } == [.tcbInfoUnsupported])
        #expect(try failures { $0.modules.append($0.modules[0]) } == [.tcbInfoUnsupported])
        #expect(try failures { $0.modules[0].levels[0].status = "ConfigurationNeeded" } == [.tcbInfoUnsupported])
        #expect(try failures { $0.qeLevels = [] } == [.qeIdentityUnsupported])
        #expect(try failures { $0.qeLevels.append($0.qeLevels[0]) } == [.qeIdentityUnsupported])
    }

    @Test func `members that Intel adds are passed over`() throws {
        let failures = try failures(
            rewrite: { info, identity in
                var members = info.object ?? JSONObject()
                members["novelty"] = ["a": 1]
                info = .object(members)
                members = identity.object ?? JSONObject()
                members["novelty"] = nil
                identity = .object(members)
            }
        )
        #expect(failures == [])
    }
}
