import Builds
import Bytes
package import StrictJSON

extension NitroClaims {
    /// What is worth reporting, under the names that the document has for it.
    package var json: JSONValue {
        var claims = document.fields
        claims["debug"] = .bool(isDebug)
        return .object(claims)
    }
}

extension NitroDocument {
    /// What the document says, under its own names.
    package var json: JSONValue { .object(fields) }

    fileprivate var fields: JSONObject {
        var registers = JSONObject()
        for (number, value) in pcrs.sorted(by: { $0.key < $1.key }) {
            registers["\(number)"] = .string(value.hexadecimal)
        }
        func text(_ bytes: [UInt8]?) -> JSONValue { bytes.map { .string($0.hexadecimal) } ?? .null }
        var fields = JSONObject()
        fields["module_id"] = .string(moduleID)
        fields["timestamp"] = .string(timestamp.rfc3339)
        fields["pcrs"] = .object(registers)
        fields["user_data"] = text(userData)
        fields["nonce"] = text(nonce)
        fields["public_key"] = text(publicKey)
        return fields
    }
}
