import Bytes

/// Percent-encoding as it stands in paths, queries and forms.
enum PercentEncoding {
    /// Decodes `text`; `nil` for a broken escape or for bytes that are not UTF-8.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Decodes `name=value&…`; `nil` where a name stands twice or an escape is broken.
    static func form(_ text: some StringProtocol, limit: Int = 32) -> [String: String]? {
        var fields: [String: String] = [:]
        for pair in text.pieces(between: "&", atMost: limit + 1) where !pair.isEmpty {
            let parts = pair.pieces(between: "=", atMost: 2)
            guard let name = decode(parts[0], plusIsSpace: true), fields[name] == nil,
                let value = decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
            else { return nil }
            fields[name] = value
        }
        return fields
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): byte - UInt8(ascii: "0")
        case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte): byte - UInt8(ascii: "a") + 10
        case .some(let byte) where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
