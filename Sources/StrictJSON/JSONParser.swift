/// Parses JSON as RFC 8259 defines it and refuses what readers disagree on.
///
/// A member that stands twice, a lone surrogate, bytes that are not UTF-8, a byte-order mark and anything after the
/// value are errors: two programs that accept them can read two different documents from the same bytes.
package struct JSONParser: ~Copyable {
    /// The largest text that is accepted unless the caller says otherwise: 16 MiB.
    package static let defaultSizeLimit = 16 << 20
    /// The deepest nesting that is accepted unless the caller says otherwise.
    package static let defaultDepthLimit = 64

    private let bytes: [UInt8]
    private let depthLimit: Int
    private var position = 0

    private init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// Parses one value that fills the whole text.
    package static func parse(
        _ bytes: [UInt8],
        sizeLimit: Int = defaultSizeLimit,
        depthLimit: Int = defaultDepthLimit
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= sizeLimit else {
            throw JSONError(.limit, "JSON of \(bytes.count) bytes, at most \(sizeLimit) are accepted")
        }
        var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
        parser.skipWhiteSpace()
        let value = try parser.value(depth: 0)
        parser.skipWhiteSpace()
        guard parser.position == bytes.count else { throw parser.syntaxError("unexpected text after the value") }
        return value
    }

    private func syntaxError(_ what: String) -> JSONError {
        JSONError(.syntax, "\(what) at byte \(position)")
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard skip(character) else { throw syntaxError("expected '\(character)'") }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < depthLimit else { throw JSONError(.limit, "JSON nested deeper than \(depthLimit) levels") }
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw syntaxError("expected a value") }
        position += text.utf8CodeUnitCount
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipWhiteSpace()
        if skip("]") { return .array(elements) }
        while true {
            skipWhiteSpace()
            elements.append(try value(depth: depth + 1))
            skipWhiteSpace()
            if skip("]") { return .array(elements) }
            try expect(",")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var object = JSONObject()
        skipWhiteSpace()
        if skip("}") { return .object(object) }
        while true {
            skipWhiteSpace()
            guard current == UInt8(ascii: "\"") else { throw syntaxError("expected a member name") }
            let name = try string()
            guard object.position(of: name) == nil else {
                throw JSONError(.duplicateMember, "the member \"\(name)\" stands twice in one object")
            }
            skipWhiteSpace()
            try expect(":")
            skipWhiteSpace()
            object.append(name, try value(depth: depth + 1))
            skipWhiteSpace()
            if skip("}") { return .object(object) }
            try expect(",")
        }
    }

    // MARK: Numbers

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        _ = skip("-")
        if !skip("0") { try digits() }
        if skip(".") { try digits() }
        if skip("e") || skip("E") {
            if !skip("+") { _ = skip("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw syntaxError("expected a value") }
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        // Most strings hold no escape and stand in the bytes as they are.
        while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        if skip("\"") { return try text(bytes[start..<(position - 1)]) }
        var text = Array(bytes[start..<position])
        while true {
            guard let byte = current else { throw syntaxError("unterminated string") }
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try self.text(text[...])
            case UInt8(ascii: "\\"):
                text.append(contentsOf: UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter)
            case 0..<0x20:
                throw syntaxError("unescaped control character")
            default:
                text.append(byte)
            }
        }
    }

    /// The text of a string whose closing quote was just read.
    private func text(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
        let text = bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
        guard let text else { throw syntaxError("a string that is not UTF-8 ends") }
        return text
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte = current else { throw syntaxError("unterminated string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw syntaxError("unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), skip("\\"), skip("u") else { throw syntaxError("lone surrogate") }
        let low = try hexadecimalUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw syntaxError("lone surrogate") }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
        guard bytes.count - position >= 4 else { throw syntaxError("truncated escape") }
        var unit: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw syntaxError("an escape without four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
