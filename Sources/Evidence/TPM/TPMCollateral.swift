import Bytes
package import StrictJSON

/// The certificates of a TPM's keys, decoded and otherwise unchecked.
package struct TPMCollateral: Hashable, Sendable {
    /// The most certificates of an attestation key that are read: its own and those between it and the root.
    package static let chainLimit = 5
    /// The largest certificate, as Base64.
    package static let textLimit = 16 << 10

    /// The DER of the attestation key's certificate, then of its issuer's and so on, without the root; may be empty.
    package let attestationKey: [[UInt8]]
    /// The DER of the endorsement key's certificate.
    package let endorsementKey: [UInt8]?

    package init(attestationKey: [[UInt8]] = [], endorsementKey: [UInt8]? = nil) {
        self.attestationKey = attestationKey
        self.endorsementKey = endorsementKey
    }
}

extension TPMCollateral {
    /// Reads `{"ak_cert"?, "ek_cert"?}`. `ak_cert` is one certificate, or an array of them where others stand between
    /// it and the root; each is the Base64 of a DER.
    package init(_ value: JSONValue?) throws(EvidenceError) {
        guard let value else {
            self.init()
            return
        }
        do throws(JSONError) {
            var reader = try ObjectReader(value, at: "collateral")
            let chain = reader.optional("ak_cert")
            let endorsement = reader.optional("ek_cert")
            try reader.finish()
            self.init(
                attestationKey: try chain.map(Self.chain) ?? [],
                endorsementKey: try endorsement.map { value throws(JSONError) in try Self.certificate(value, "ek_cert")
                }
            )
        } catch {
            throw EvidenceError(error.code == .limit ? .evidenceTooLarge : .evidenceMalformed, error.description)
        }
    }

    /// One certificate, or a list of at least one.
    private static func chain(_ value: JSONValue) throws(JSONError) -> [[UInt8]] {
        let values = value.array ?? [value]
        guard !values.isEmpty else {
            throw JSONError(.wrongType, "collateral.ak_cert: expected at least one certificate")
        }
        guard values.count <= chainLimit else {
            throw JSONError(.limit, "collateral.ak_cert: more than \(chainLimit) certificates")
        }
        return try values.map { value throws(JSONError) in try certificate(value, "ak_cert") }
    }

    /// The collateral as it stands in `evidence.json`; `nil` where there is none.
    package var json: JSONValue? {
        var object = JSONObject()
        switch attestationKey.count {
        case 0: break
        case 1: object["ak_cert"] = .string(attestationKey[0].base64)
        default: object["ak_cert"] = .array(attestationKey.map { .string($0.base64) })
        }
        object["ek_cert"] = endorsementKey.map { .string($0.base64) }
        return object.members.isEmpty ? nil : .object(object)
    }

    private static func certificate(_ value: JSONValue, _ name: String) throws(JSONError) -> [UInt8] {
        guard let text = value.string else { throw JSONError(.wrongType, "collateral.\(name): expected Base64") }
        guard text.utf8.count <= textLimit else {
            throw JSONError(.limit, "collateral.\(name): a text of \(text.utf8.count) characters")
        }
        guard let bytes = [UInt8](base64: text) else {
            throw JSONError(.wrongType, "collateral.\(name): expected Base64")
        }
        return bytes
    }
}
