import Bytes
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

/// What no captured evidence shows: hardware that vouches for what a paravisor would not write.
@Suite struct AzureMintedTests {
    @Test func `a machine as it should be is verified`() throws {
        var mint = AzureMint()
        #expect(try mint.failures() == [])
        let claims = try #require(try AzureMint.judging().claims(mint.evidence()))
        #expect(claims.userData == [UInt8](repeating: 0xAB, count: 64))
        #expect(claims.quote.extraData == mint.attest.extraData)
        #expect(claims.configuration.tpmPersisted == nil)
        mint.header.version = 1
        #expect(try mint.failures() == [])
    }

    @Test func `a report that is signed with an operator's key is none of Azure's`() throws {
        var mint = AzureMint()
        mint.machine = .operated
        #expect(try mint.failures() == [.vcekChainInvalid])
    }

    /// The stand-in's format is that of SNP, and its root that of anybody.
    @Test func `the stand-in is no hardware, even with its own root among the trusted`() throws {
        let machine = SNPMinted(line: .simulated, processor: [0, 0, 0])
        let judging = AzureJudging(roots: [.simulated: try machine.roots()])
        #expect(judging.failures(try AzureMint(machine: machine).evidence()) == [.vcekChainInvalid])
    }

    /// Whatever the guest asks the hardware to sign, it signs, with the level that asked beside it.
    @Test(arguments: 1...3 as ClosedRange<UInt32>)
    func `a report that the guest asked for itself binds nothing`(vmpl: UInt32) throws {
        #expect(try AzureMint(vmpl: vmpl).failures() == [.vmplMismatch])
    }

    @Test func `the hardware must commit to the runtime data and nothing else`() throws {
        let digest = AzureMint().runtimeData
        var mint = AzureMint()
        let right = try #require(try AzureMint.judging().claims(mint.evidence())).hardware
        guard case .snp(let snp) = right else { return }
        for change in [{ $0[0] ^= 1 }, { $0[31] ^= 1 }, { $0[32] = 1 }, { $0[63] = 1 }] as [(inout [UInt8]) -> Void] {
            var reportData = snp.report.reportData.bytes
            change(&reportData)
            mint.reportData = reportData
            #expect(try mint.failures() == [.akBindingInvalid])
        }
        // Zeros that belong to nobody are not part of the runtime data.
        mint = AzureMint(runtimeData: digest + [0])
        mint.reportData = snp.report.reportData.bytes
        #expect(try mint.failures() == [.akBindingInvalid])
    }

    @Test(arguments: HCLCase.all)
    func `a paravisor's report of another form is rejected`(change: HCLCase) throws {
        var mint = AzureMint()
        change.alter(&mint.header)
        #expect(try mint.failures() == [change.code])
    }

    @Test(arguments: RuntimeCase.all)
    func `runtime data that no paravisor writes is rejected`(change: RuntimeCase) throws {
        let mint = AzureMint(runtimeData: AzureMint.runtimeData(change.alter))
        #expect(try mint.failures() == [.runtimeDataInvalid])
    }

    @Test(
        arguments: [
            RuntimeTextCase("that is no JSON") { String($0.dropLast()) },
            RuntimeTextCase("with a member that stands twice") { "{\"keys\":[]," + $0.dropFirst() },
            RuntimeTextCase("with text after it") { $0 + " {}" },
            RuntimeTextCase("that is an array") { "[\($0)]" },
            RuntimeTextCase("nested too deeply") { _ in String(repeating: "[", count: 100) },
        ]
    )
    func `runtime data of another form is rejected`(change: RuntimeTextCase) throws {
        let text = String(decoding: AzureMint().runtimeData, as: UTF8.self)
        let mint = AzureMint(runtimeData: Array(change.alter(text).utf8))
        #expect(try mint.failures() == [.runtimeDataInvalid])
    }

    @Test func `user data may be left out, and must be whole`() throws {
        for absent in [nil, ""] as [JSONValue?] {
            let mint = AzureMint(runtimeData: AzureMint.runtimeData { data, _ in data["user-data"] = absent })
            #expect(try AzureMint.judging().claims(mint.evidence())?.userData == nil)
            #expect(try mint.failures() == [])
        }
    }

    @Test func `a signature may have its header, and is one of RSASSA`() throws {
        #expect(try AzureMint(hasSignatureHeader: true).failures() == [])
        let other = AzureMint(hasSignatureHeader: true, scheme: .rsaPSSSHA256)
        #expect(try other.failures() == [.tpmQuoteSignatureInvalid])
        let curve = AzureMint(key: .ecdsa, hasSignatureHeader: true)
        #expect(try curve.failures() == [.tpmQuoteSignatureInvalid])
        #expect(try AzureMint(key: .otherRSA).failures() == [.tpmQuoteSignatureInvalid])
        #expect(try AzureMint(key: .otherRSA, hasSignatureHeader: true).failures() == [.tpmQuoteSignatureInvalid])
    }

    @Test func `what the key signed must be a quote`() throws {
        var mint = AzureMint()
        mint.attest.magic = Array("XXXX".utf8)
        #expect(try mint.failures() == [.attestMagicInvalid])
        mint.attest = TPMAttestBytes()
        mint.attest.type = [0x80, 0x19]
        #expect(try mint.failures() == [.attestTypeInvalid])
        mint.attest = TPMAttestBytes()
        mint.attest.banks = [(0x0C, [0])]
        #expect(try mint.failures() == [.pcrSelectionInvalid])
    }
}

/// A change of a paravisor's report, and the rule that it breaks.
struct HCLCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ReasonCode
    let alter: @Sendable (inout HCLBytes) -> Void

    private init(
        _ what: String,
        _ code: ReasonCode = .hclFormatInvalid,
        alter: @escaping @Sendable (inout HCLBytes) -> Void
    ) {
        testDescription = what
        self.code = code
        self.alter = alter
    }

    static let all = [
        HCLCase("another signature") { $0.signature = Array("HCLB".utf8) },
        HCLCase("version 0") { $0.version = 0 },
        HCLCase("version 3") { $0.version = 3 },
        HCLCase("a request for a key's release") { $0.requestType = 1 },
        HCLCase("a status") { $0.status = 1 },
        HCLCase("reserved bytes") { $0.reserved[11] = 1 },
        HCLCase("request data of version 2") { $0.dataVersion = 2 },
        HCLCase("a report of no hardware") { $0.reportType = 1 },
        HCLCase("a trusted launch") { $0.reportType = 3 },
        HCLCase("a report of TDX", .hclTypeMismatch) { $0.reportType = 4 },
        HCLCase("SHA-384") { $0.hashType = 2 },
        HCLCase("SHA-512") { $0.hashType = 3 },
        HCLCase("no hash") { $0.hashType = 0 },
        HCLCase("a size of the report that is too large") { $0.reportSizeError = 1 },
        HCLCase("a size of the data that is too large") { $0.dataSizeError = 1 },
        HCLCase("sizes of report and data that are too large") { ($0.reportSizeError, $0.dataSizeError) = (1, 1) },
        HCLCase("sizes that leave out the last byte") { $0.shift(by: UInt32.max) },
        HCLCase("sizes that take in the padding") { $0.shift(by: 101) },
        HCLCase("sizes beyond every integer") { $0.runtimeSizeError = UInt32.max - 1000 },
        HCLCase("padding that is not zero") { $0.padding[99] = 1 },
        HCLCase("padding of ten kilobytes") { $0.padding = [UInt8](repeating: 0, count: 10_000) },
    ]
}

extension HCLBytes {
    fileprivate mutating func shift(by count: UInt32) {
        (reportSizeError, dataSizeError, runtimeSizeError) = (count, count, count)
    }
}

/// A change of the runtime data: of the whole, and of the attestation key in it.
struct RuntimeCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let alter: @Sendable (inout JSONObject, inout JSONObject) -> Void

    private init(_ what: String, alter: @escaping @Sendable (inout JSONObject, inout JSONObject) -> Void) {
        testDescription = what
        self.alter = alter
    }

    static let all = [
        RuntimeCase("no keys") { data, _ in data["keys"] = nil },
        RuntimeCase("keys of another type") { data, _ in data["keys"] = "keys" },
        RuntimeCase("no attestation key") { _, key in key["kid"] = "HCLTransferKey" },
        RuntimeCase("two attestation keys") { data, key in data["keys"] = [.object(key), .object(key)] },
        RuntimeCase("a key for encryption") { _, key in key["key_ops"] = ["encrypt"] },
        RuntimeCase("a key for everything") { _, key in key["key_ops"] = ["sign", "encrypt"] },
        RuntimeCase("a key for nothing") { _, key in key["key_ops"] = [] },
        RuntimeCase("a key of another type") { _, key in key["kty"] = "EC" },
        RuntimeCase("the exponent 3") { _, key in key["e"] = "Aw" },
        RuntimeCase("an exponent with a leading zero") { _, key in key["e"] = "AAEAAQ" },
        RuntimeCase("a modulus in ordinary Base64") { _, key in
            key["n"] = .string(String(repeating: "/", count: 342))
        },
        RuntimeCase("a modulus of 1024 bits") { _, key in
            key["n"] = .string(AzureMint.url([0xC1] + [UInt8](repeating: 0x55, count: 127)))
        },
        RuntimeCase("no modulus") { _, key in key["n"] = nil },
        RuntimeCase("no configuration") { data, _ in data["vm-configuration"] = nil },
        RuntimeCase("a configuration of another type") { data, _ in data["vm-configuration"] = [] },
        RuntimeCase("secure boot as text") { data, _ in data["vm-configuration"] = ["secure-boot": "true"] },
        RuntimeCase("user data of 63 bytes") { data, _ in
            data["user-data"] = .string(String(repeating: "ab", count: 63))
        },
        RuntimeCase("user data that is no digits") { data, _ in
            data["user-data"] = .string(String(repeating: "zz", count: 64))
        },
        RuntimeCase("user data of another type") { data, _ in data["user-data"] = 1 },
    ]
}

/// A change of the runtime data's text.
struct RuntimeTextCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let alter: @Sendable (String) -> String

    init(_ what: String, alter: @escaping @Sendable (String) -> String) {
        testDescription = what
        self.alter = alter
    }
}
