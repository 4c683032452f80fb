import Bytes
import Evidence
import StrictJSON

/// Genuine evidence with bytes of its binary parts changed, as the fuzzer's input says: a number that chooses the
/// evidence, then for each edit the part (one byte), the place (two) and what to combine with (one).
///
/// Without it nearly every mutation would end at Base64.
struct EvidenceMutation {
    /// A part that is not as it was.
    struct Change {
        /// The member that holds it.
        let name: String
        let before: [UInt8]
        let after: [UInt8]
    }

    /// The file with the changes.
    let file: [UInt8]
    let changes: [Change]

    /// What to combine a byte of a part with; zero cuts the part there.
    private struct Edit {
        let place: Int
        let with: UInt8
    }

    private enum Encoding { case base64, base64URL, hexadecimal }

    /// `nil` where there is no evidence to change, or the input changes nothing.
    init?(_ input: [UInt8], of genuine: [JSONValue]) {
        guard let choice = input.first, !genuine.isEmpty else { return nil }
        let json = genuine[Int(choice) % genuine.count]
        var parts: [Change] = []
        _ = Self.edited(json, "", [:], &parts)
        guard !parts.isEmpty else { return nil }
        var edits: [Int: [Edit]] = [:]
        var rest = input.dropFirst()
        while rest.count >= 4 {
            let edit = Array(rest.prefix(4))
            rest = rest.dropFirst(4)
            edits[Int(edit[0]) % parts.count, default: []]
                .append(Edit(place: Int(edit[1]) << 8 | Int(edit[2]), with: edit[3]))
        }
        parts = []
        file = Self.edited(json, "", edits, &parts).serialized()
        changes = parts.filter { $0.before != $0.after }
        if changes.isEmpty { return nil }
    }

    /// The value with its parts edited; notes each of its parts.
    private static func edited(
        _ value: JSONValue,
        _ name: String,
        _ edits: [Int: [Edit]],
        _ parts: inout [Change]
    ) -> JSONValue {
        switch value {
        case .string(let text):
            guard let (before, encoding) = decoded(text) else { return value }
            var after = before
            for edit in edits[parts.count] ?? [] {
                if edit.with == 0 {
                    after = Array(after.prefix(edit.place))
                } else if !after.isEmpty {
                    after[edit.place % after.count] ^= edit.with
                }
            }
            parts.append(Change(name: name, before: before, after: after))
            return .string(encoded(after, encoding))
        case .array(let elements): return .array(elements.map { edited($0, name, edits, &parts) })
        case .object(let object):
            var result = JSONObject()
            for (name, member) in object.members { result[name] = edited(member, name, edits, &parts) }
            return .object(result)
        default: return value
        }
    }

    /// The bytes that a text of more than a few characters stands for; `nil` for a text that is none of these encodings.
    private static func decoded(_ text: String) -> (bytes: [UInt8], encoding: Encoding)? {
        guard text.utf8.count > 16 else { return nil }
        if let bytes = [UInt8](hexadecimal: text), bytes.hexadecimal == text { return (bytes, .hexadecimal) }
        if let bytes = [UInt8](base64: text) { return (bytes, .base64) }
        return base64URL(text).map { ($0, .base64URL) }
    }

    private static func base64URL(_ text: String) -> [UInt8]? {
        let plain = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return [UInt8](base64: String(plain) + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }

    private static func encoded(_ bytes: [UInt8], _ encoding: Encoding) -> String {
        switch encoding {
        case .hexadecimal: bytes.hexadecimal
        case .base64: bytes.base64
        case .base64URL:
            String(bytes.base64.compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
        }
    }
}

extension EvidenceMutation.Change {
    /// Whether nobody signs what changed: the padding behind a quote, a few fields of a paravisor's report, an event
    /// log's texts, and the registers that a TPM's quote does not cover. What is signed must be the same in the claims.
    var isUnsigned: Bool {
        switch name {
        case "quote", "td_quote":
            guard let before = try? TDXQuote(parsing: before), let after = try? TDXQuote(parsing: after) else {
                return false
            }
            return before.signedBytes == after.signedBytes && before.signature == after.signature
        case "hcl_report":
            guard let one = try? HCLReport(parsing: before), let other = try? HCLReport(parsing: after) else {
                return false
            }
            // The version, of which there are two for SNP, and in a TDREPORT CPUSVN and MAC, which only the processor
            // that made it can check. Behind the runtime data are zeros.
            let unsigned = [4..<8] + (one.hardware == .tdx ? [32 + 16..<32 + 32, 32 + 224..<32 + 256] : [])
            return one.runtimeData == other.runtimeData
                && (0..<(HCLReport.headerSize + one.runtimeData.count)).allSatisfy { index in
                    before[index] == after[index] || unsigned.contains { $0.contains(index) }
                }
        case "cc_eventlog", "pcrs": return true
        default: return false
        }
    }
}
