import Builds
import Bytes
package import Evidence
import StrictJSON

/// `evidence.json`: a machine's evidence and what it takes to connect it with a build.
package struct EvidenceFile: Equatable, Sendable {
    /// The member `format`.
    package static let format = "urn:assay:evidence:v1"
    /// The largest file that is looked into, in bytes.
    package static let sizeLimit = 4 << 20

    /// What the machine says: the members `platform`, `evidence` and `collateral`.
    package let hardware: HardwareEvidence
    /// The bytes of the ``Binding``, exactly as they were hashed.
    package let binding: [UInt8]
    /// The public key of the envelope's signature, in PEM.
    package let signingKey: String
    /// Reserved for a time-stamp token (RFC 3161) in DER.
    package let timestamp: [UInt8]?

    /// Makes the file's contents.
    package init(hardware: HardwareEvidence, binding: [UInt8], signingKey: String, timestamp: [UInt8]? = nil) {
        self.hardware = hardware
        self.binding = binding
        self.signingKey = signingKey
        self.timestamp = timestamp
    }

    /// Reads the file strictly; a file without `format`, or with another one, is ``ProvenanceError/Code/foreign``.
    package init(decoding bytes: [UInt8]) throws(ProvenanceError) {
        let file = BuildFile.evidence.rawValue
        guard bytes.count <= Self.sizeLimit else {
            throw ProvenanceError(.limit, file, "\(bytes.count) bytes, at most \(Self.sizeLimit) are accepted")
        }
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes, sizeLimit: Self.sizeLimit)
        } catch {
            throw ProvenanceError(.malformed, file, error.message)
        }
        if json.object != nil, json["format"] != .string(Self.format) {
            let found = json["format"].map { "format \(String(decoding: $0.serialized().prefix(100), as: UTF8.self))" }
            throw ProvenanceError(.foreign, file, "expected format \"\(Self.format)\", found \(found ?? "none")")
        }
        do {
            try self.init(json: json)
        } catch {
            throw ProvenanceError(.malformed, file, error.message)
        }
    }

    private init(json: JSONValue) throws(JSONError) {
        let path = "evidence"
        var reader = try ObjectReader(json, at: path)
        try reader.constant("format", Self.format, at: path)
        let platform = try reader.parsed("platform", at: path, "a platform") { Platform(rawValue: $0) }
        let evidence = try reader.value("evidence")
        let binding = try reader.base64("binding")
        let signingKey = try reader.string("signing_key")
        let collateral = try reader.value("collateral")
        let timestamp = try reader.value("timestamp") == .null ? nil : reader.base64("timestamp")
        try reader.finish()
        guard evidence.object != nil, collateral.object != nil || collateral == .null else {
            throw JSONError(.wrongType, "\(path): expected objects as evidence and collateral")
        }
        hardware = HardwareEvidence(platform: platform, evidence: evidence, collateral: collateral)
        self.binding = binding
        self.signingKey = signingKey
        self.timestamp = timestamp
    }

    /// The bytes of `evidence.json`.
    package var encoded: [UInt8] {
        let json: JSONValue = [
            "format": .string(Self.format),
            "platform": .string(hardware.platform.rawValue),
            "evidence": hardware.evidence,
            "binding": .string(binding.base64),
            "signing_key": .string(signingKey),
            "collateral": hardware.collateral ?? .null,
            "timestamp": timestamp.map { .string($0.base64) } ?? .null,
        ]
        return json.serialized(.indented)
    }
}
