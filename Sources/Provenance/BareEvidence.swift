import Builds
package import Evidence
import StrictJSON

/// Evidence with no release around it, in a format that is known here.
///
/// An `evidence.json` of Assay's that was made for no build has neither binding nor signing key; one of Kettle's has
/// `platform` and `evidence` alone.
package struct BareEvidence: Equatable, Sendable {
    /// Whether the file names no format, as Kettle's does not.
    package let isForeign: Bool
    package let hardware: HardwareEvidence
    /// The bytes of the binding, empty where there is none.
    package let bindingBytes: [UInt8]
    /// The binding, where there is one of this format.
    package let binding: Binding?
    /// The public key that the file states, in PEM; nothing but the binding vouches for it.
    package let signingKey: String?
    /// Whether there is a time stamp.
    package let hasTimestamp: Bool

    /// Reads the file strictly, but for what it need not have.
    package init(decoding bytes: [UInt8]) throws(ProvenanceError) {
        let file = BuildFile.evidence.rawValue
        guard bytes.count <= EvidenceFile.sizeLimit else {
            throw ProvenanceError(.limit, file, "\(bytes.count) bytes, at most \(EvidenceFile.sizeLimit) are accepted")
        }
        do {
            let json = try JSONParser.parse(bytes, sizeLimit: EvidenceFile.sizeLimit)
            self = try json["format"] == nil ? BareEvidence(foreign: json) : BareEvidence(assay: json)
        } catch {
            throw ProvenanceError(.malformed, file, error.message)
        }
    }

    private init(foreign json: JSONValue) throws(JSONError) {
        var reader = try ObjectReader(json, at: "evidence")
        let platform = try reader.parsed("platform", at: "evidence", "a platform") { Platform(rawValue: $0) }
        let evidence = try reader.value("evidence")
        try reader.finish()
        isForeign = true
        hardware = HardwareEvidence(platform: platform, evidence: evidence, collateral: nil)
        bindingBytes = []
        binding = nil
        signingKey = nil
        hasTimestamp = false
    }

    private init(assay json: JSONValue) throws(JSONError) {
        let path = "evidence"
        var reader = try ObjectReader(json, at: path)
        try reader.constant("format", EvidenceFile.format, at: path)
        let platform = try reader.parsed("platform", at: path, "a platform") { Platform(rawValue: $0) }
        let evidence = try reader.value("evidence")
        let collateral = reader.optional("collateral")
        bindingBytes = try Self.isAbsent("binding", json, &reader) ? [] : reader.base64("binding")
        signingKey = try Self.isAbsent("signing_key", json, &reader) ? nil : reader.string("signing_key")
        hasTimestamp = try !Self.isAbsent("timestamp", json, &reader)
        if hasTimestamp { _ = try reader.value("timestamp") }
        try reader.finish()
        isForeign = false
        hardware = HardwareEvidence(platform: platform, evidence: evidence, collateral: collateral)
        binding = try? Binding(decoding: bindingBytes)
    }

    /// Whether a member is absent or `null`; takes it from the reader if it is `null`.
    private static func isAbsent(
        _ name: String,
        _ json: JSONValue,
        _ reader: inout ObjectReader
    ) throws(JSONError) -> Bool {
        switch json[name] {
        case nil: return true
        case .null?:
            _ = try reader.value(name)
            return true
        default: return false
        }
    }
}
