import Bytes
import Evidence
import OpenSSLKit
import StrictJSON

/// An Azure machine of the tests, whose paravisor states whatever it is told to; on minted SNP.
struct AzureMint: Sendable {
    var runtimeData = AzureMint.runtimeData()
    var header = HCLBytes()
    var attest = TPMAttestBytes()
    var vmpl: UInt32 = 0
    /// What the paravisor runs on.
    var machine = SNPMinted.genoa
    /// `nil` for the digest of the runtime data and 32 zeros.
    var reportData: [UInt8]?
    /// The key that signs the quote.
    var key = TPMMintKey.rsa
    /// Whether the signature has its header.
    var hasSignatureHeader = false
    var scheme: SignatureScheme?

    static let keyID = "HCLAkPub"

    /// What a paravisor states, with the attestation key of the tests.
    static func runtimeData(_ alter: (inout JSONObject, inout JSONObject) -> Void = { _, _ in }) -> [UInt8] {
        let info = (try? TPMMintKey.rsa.publicKey.subjectPublicKeyInfo) ?? []
        var key = JSONObject()
        key["kid"] = .string(keyID)
        key["key_ops"] = ["sign"]
        key["kty"] = "RSA"
        key["e"] = "AQAB"
        key["n"] = .string(url(Array(info.dropFirst(33).prefix(256))))
        var data = JSONObject()
        data["keys"] = []
        data["vm-configuration"] = ["console-enabled": true, "secure-boot": true, "vmUniqueId": "id", "later": [1]]
        data["user-data"] = .string(String(repeating: "Ab", count: 64))
        alter(&data, &key)
        if data["keys"]?.array?.isEmpty == true { data["keys"] = [.object(key), ["kid": "HCLEkPub"]] }
        return JSONValue.object(data).serialized()
    }

    static func url(_ bytes: [UInt8]) -> String {
        bytes.base64.replacing("+", with: "-").replacing("/", with: "_").filter { $0 != "=" }
    }

    func evidence() throws -> AzureEvidence {
        let digest = DigestAlgorithm.sha256.digest(runtimeData)
        let committed = reportData ?? digest + [UInt8](repeating: 0, count: 32)
        let report = try machine.report { report in
            report.put(committed, at: 0x050)
            report.put(vmpl, at: 0x030, as: UInt32.self)
        }
        let message = attest.bytes(TPMMint.registers)
        let signature =
            hasSignatureHeader
            ? try key.signature(of: message, scheme, header: nil) : try key.rawSignature(of: message)
        return AzureEvidence(
            quote: TPMQuoteEvidence(message: message, signature: signature, registers: TPMMint.registers),
            report: header.bytes(hardwareReport: report, runtimeData: runtimeData),
            hardware: .vcek(try machine.certificate().der)
        )
    }

    static func judging() throws -> AzureJudging { AzureJudging(roots: [.genoa: try SNPMinted.genoa.roots()]) }

    func failures() throws -> Set<ReasonCode> { try Self.judging().failures(try evidence()) }
}

/// A paravisor's report by the fields around its two parts.
struct HCLBytes: Sendable {
    var signature = Array("HCLA".utf8)
    var version: UInt32 = 2
    /// What is added to the right sizes.
    var reportSizeError: UInt32 = 0
    var dataSizeError: UInt32 = 0
    var runtimeSizeError: UInt32 = 0
    var requestType: UInt32 = 2
    var status: UInt32 = 0
    var reserved = [UInt8](repeating: 0, count: 12)
    var dataVersion: UInt32 = 1
    var reportType: UInt32 = 2
    var hashType: UInt32 = 1
    var padding = [UInt8](repeating: 0, count: 100)

    func bytes(hardwareReport: [UInt8], runtimeData: [UInt8]) -> [UInt8] {
        let size = UInt32(runtimeData.count)
        let sizes = (report: size &+ 0x4D4 &+ reportSizeError, data: size &+ 20 &+ dataSizeError)
        let header = signature + [version, sizes.report, requestType, status].flatMap(little) + reserved
        let data = [sizes.data, dataVersion, reportType, hashType, size &+ runtimeSizeError].flatMap(little)
        return header + hardwareReport + data + runtimeData + padding
    }

    private func little(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}
