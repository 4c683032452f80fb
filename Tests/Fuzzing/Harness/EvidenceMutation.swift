import Bytes
import StrictJSON

/// Genuine evidence with bytes of its binary parts changed, as the fuzzer's input says: a number that chooses the
/// evidence, then for each change the part (one byte), the place (two) and what to combine with (one).
///
/// Without it nearly every mutation would end at Base64.
struct EvidenceMutation {
    /// The file with the changes.
    let file: [UInt8]

    private enum Encoding { case base64, base64URL, hexadecimal }

    /// `nil` where there is no evidence to change, or the input changes nothing.
    init?(_ input: [UInt8], of genuine: [JSONValue]) {
        guard let choice = input.first, !genuine.isEmpty else { return nil }
        var changes: [Int: [(place: Int, with: UInt8)]] = [:]
        var rest = input.dropFirst()
        while rest.count >= 4 {
            let change = Array(rest.prefix(4))
            rest = rest.dropFirst(4)
            changes[Int(change[0]), default: []].append((Int(change[1]) << 8 | Int(change[2]), change[3]))
        }
        guard !changes.isEmpty else { return nil }
        let json = genuine[Int(choice) % genuine.count]
        let count = Self.parts(of: json)
        guard count > 0 else { return nil }
        var byPart: [Int: [(place: Int, with: UInt8)]] = [:]
        for (part, list) in changes { byPart[part % count, default: []] += list }
        var position = 0
        file = Self.changed(json, byPart, &position).serialized()
    }

    private static func parts(of value: JSONValue) -> Int {
        switch value {
        case .string(let text): decoded(text) == nil ? 0 : 1
        case .array(let elements): elements.reduce(0) { $0 + parts(of: $1) }
        case .object(let object): object.members.reduce(0) { $0 + parts(of: $1.value) }
        default: 0
        }
    }

    private static func changed(
        _ value: JSONValue,
        _ changes: [Int: [(place: Int, with: UInt8)]],
        _ position: inout Int
    ) -> JSONValue {
        switch value {
        case .string(let text):
            guard let (decoded, encoding) = decoded(text) else { return value }
            var bytes = decoded
            for change in changes[position] ?? [] {
                // A change of nothing cuts the part there.
                if change.with == 0 {
                    bytes = Array(bytes.prefix(change.place))
                } else if !bytes.isEmpty {
                    bytes[change.place % bytes.count] ^= change.with
                }
            }
            position += 1
            return .string(encoded(bytes, encoding))
        case .array(let elements): return .array(elements.map { changed($0, changes, &position) })
        case .object(let object):
            var result = JSONObject()
            for (name, member) in object.members { result[name] = changed(member, changes, &position) }
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
