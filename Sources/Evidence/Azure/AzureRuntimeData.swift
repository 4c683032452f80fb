import Bytes
import OpenSSLKit
import StrictJSON

/// What a paravisor states of itself: the JSON whose SHA-256 stands in the hardware's report.
struct AzureRuntimeData {
    /// The key that the virtual TPM signs quotes with.
    let attestationKey: PublicKey
    let configuration: AzureVMConfiguration
    /// What the guest wrote into NV index 0x01400002 before the report was made, 64 bytes; `nil` where the paravisor does
    /// not state it.
    let userData: [UInt8]?
}

extension AzureRuntimeData {
    /// The key's name among those of the runtime data.
    private static let keyID = "HCLAkPub"
    private static let exponent: [UInt8] = [1, 0, 1]

    /// Reads runtime data that the hardware vouches for. Members that are not known are passed over.
    init(parsing bytes: [UInt8]) throws(EvidenceError) {
        do throws(JSONError) {
            let json = try JSONParser.parse(bytes, sizeLimit: HCLReport.sizeLimit, depthLimit: 8)
            var reader = try ObjectReader(json, at: "runtime data")
            let keys = try reader.array("keys").filter { $0["kid"]?.string?.hasBytes(of: Self.keyID) == true }
            guard keys.count == 1 else {
                throw JSONError(.wrongType, "runtime data: expected one key \(Self.keyID), found \(keys.count)")
            }
            attestationKey = try Self.key(keys[0])
            configuration = try AzureVMConfiguration(reader.value("vm-configuration"))
            userData = try Self.userData(reader.optionalString("user-data"))
        } catch {
            throw EvidenceError(.runtimeDataInvalid, error.description)
        }
    }

    /// A JSON Web Key (RFC 7517) that may sign, and nothing else.
    private static func key(_ value: JSONValue) throws(JSONError) -> PublicKey {
        var reader = try ObjectReader(value, at: keyID)
        guard try reader.string("kty").hasBytes(of: "RSA"), try reader.array("key_ops") == ["sign"] else {
            throw JSONError(.wrongType, "\(keyID): expected an RSA key for signing")
        }
        guard let modulus = Base64URL.decode(try reader.string("n")),
            let exponent = Base64URL.decode(try reader.string("e")), exponent == Self.exponent
        else { throw JSONError(.wrongType, "\(keyID): expected a modulus and the exponent 65537") }
        do {
            return try PublicKey(rsaModulus: modulus, exponent: exponent)
        } catch {
            throw JSONError(.wrongType, "\(keyID): the key cannot be used: \(error)")
        }
    }

    private static func userData(_ text: String?) throws(JSONError) -> [UInt8]? {
        guard let text, !text.isEmpty else { return nil }
        guard let bytes = [UInt8](hexadecimal: text), bytes.count == 64 else {
            throw JSONError(.wrongType, "user-data: expected hexadecimal of 64 bytes")
        }
        return bytes
    }
}
