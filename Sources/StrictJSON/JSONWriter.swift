extension JSONValue {
    /// How a value is laid out as text.
    package enum Layout: Sendable {
        /// No white space at all.
        case compact
        /// Two spaces a level, one member a line, a line feed at the end.
        case indented
        /// Compact, and every character outside ASCII escaped, so that no byte above 0x7F or line break appears.
        case compactASCII
    }

    /// The value as UTF-8 text, members in their order.
    package func serialized(_ layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        writer.write(self, depth: 0)
        if layout == .indented { writer.text.append(UInt8(ascii: "\n")) }
        return writer.text
    }
}

/// Lays out a value; the layout never depends on anything but the value.
private struct JSONWriter {
    let layout: JSONValue.Layout
    var text: [UInt8] = []

    init(layout: JSONValue.Layout) { self.layout = layout }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): append(number)
        case .string(let string): write(string)
        case .array(let elements):
            write(elements, between: "[", and: "]", depth: depth) { $0.write($1, depth: depth + 1) }
        case .object(let object):
            write(object.members, between: "{", and: "}", depth: depth) { writer, member in
                writer.write(member.name)
                writer.append(writer.layout == .indented ? ": " : ":")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func write<Element>(
        _ elements: [Element],
        between open: String,
        and close: String,
        depth: Int,
        element: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        for (index, item) in elements.enumerated() {
            if index > 0 { append(",") }
            newline(depth: depth + 1)
            element(&self, item)
        }
        if !elements.isEmpty { newline(depth: depth) }
        append(close)
    }

    private mutating func newline(depth: Int) {
        guard layout == .indented else { return }
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func append(_ string: String) { text.append(contentsOf: string.utf8) }

    private mutating func write(_ string: String) {
        append("\"")
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            case "\u{00}"..<"\u{20}", "\u{7F}": appendEscape(UInt16(scalar.value))
            case "\u{80}"... where layout == .compactASCII:
                for unit in UTF16.encode(scalar).map(Array.init) ?? [] { appendEscape(unit) }
            default: text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        append("\"")
    }

    private mutating func appendEscape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
}
