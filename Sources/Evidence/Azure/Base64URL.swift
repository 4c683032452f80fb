import Bytes

/// Base64 for URLs and file names (RFC 4648, section 5).
package enum Base64URL {
    /// The bytes of a text whose padding may be missing, as both kinds of writers of Azure's evidence have it; `nil` for
    /// any other text that is not canonical, that of ordinary Base64 included.
    package static func decode(_ text: String) -> [UInt8]? {
        var characters: [UInt8] = []
        characters.reserveCapacity(text.utf8.count + 2)
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: "-"): characters.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): characters.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"): return nil
            default: characters.append(character)
            }
        }
        if characters.last != UInt8(ascii: "=") {
            while !characters.count.isMultiple(of: 4) { characters.append(UInt8(ascii: "=")) }
        }
        return [UInt8](base64: String(decoding: characters, as: UTF8.self))
    }

    /// The text of `bytes`, without padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text = bytes.base64
        text.replace("+", with: "-")
        text.replace("/", with: "_")
        while text.last == "=" { text.removeLast() }
        return text
    }
}
