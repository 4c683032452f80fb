import Bytes
import FoundationEssentials
package import StrictJSON

extension NitroClaims {
    /// What is worth reporting, under the names that the document has for it.
    package var json: JSONValue {
        var pcrs = JSONObject()
        for (number, value) in document.pcrs.sorted(by: { $0.key < $1.key }) {
            pcrs["\(number)"] = .string(value.hexadecimal)
        }
        func text(_ bytes: [UInt8]?) -> JSONValue { bytes.map { .string($0.hexadecimal) } ?? .null }
        return [
            "module_id": .string(document.moduleID),
            "timestamp": .string(document.timestamp.formatted(.iso8601)),
            "pcrs": .object(pcrs),
            "debug": .bool(isDebug),
            "user_data": text(document.userData),
            "nonce": text(document.nonce),
            "public_key": text(document.publicKey),
        ]
    }
}
