import Bytes

extension SettingsReader {
    /// Bytes in hexadecimal, exactly `size` of them where it is given.
    mutating func bytes(_ key: String, size: Int?) -> [UInt8]? {
        value(key, expected: Self.hexadecimal(size)) { Self.bytes($0, size: size) }
    }

    /// One value of bytes or a list of at least one: an empty list would accept nothing, or everything.
    mutating func someBytes(_ key: String, size: Int?) -> [[UInt8]]? {
        some(key, expected: Self.hexadecimal(size)) { Self.bytes($0, size: size) }
    }

    /// One value or a list of at least one.
    mutating func some<Value>(_ key: String, expected: String, _ convert: (YAMLNode) -> Value?) -> [Value]? {
        guard let node = node(key) else { return nil }
        if case .sequence(let elements) = node.content, elements.isEmpty {
            report(key, "expected \(expected), found an empty list", at: node)
        }
        return values(key, expected: expected, convert)
    }

    /// One value or a list, possibly empty: of what it lets pass, nothing.
    mutating func values<Value>(_ key: String, expected: String, _ convert: (YAMLNode) -> Value?) -> [Value]? {
        guard let node = node(key) else { return nil }
        let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        var values: [Value] = []
        for element in elements {
            if let value = convert(element) {
                values.append(value)
            } else {
                report(key, "expected \(expected), found \(element.kind)", at: element)
            }
        }
        return values
    }

    /// One or a list, possibly empty, of words from a fixed set.
    mutating func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ key: String,
        of type: Word.Type
    ) -> Set<Word>? where Word.RawValue == String {
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return values(key, expected: "some of \(known)") { Self.text($0).flatMap { Word(rawValue: $0) } }.map {
            Set($0)
        }
    }

    /// A number without sign, in decimal or after `0x` in hexadecimal.
    mutating func unsigned<Number: FixedWidthInteger & UnsignedInteger>(_ key: String, _ type: Number.Type) -> Number? {
        value(key, expected: "a whole number from 0 to \(Number.max)") { node in
            guard let text = Self.text(node), text.utf8.first != UInt8(ascii: "+") else { return nil }
            return text.hasPrefix("0x") ? Number(text.dropFirst(2), radix: 16) : Number(text)
        }
    }

    /// Values by the number of a register, each one or a list of at least one.
    mutating func registers(_ key: String, in range: ClosedRange<Int>, sizes: Set<Int>) -> [Int: Set<[UInt8]>]? {
        guard var reader = optionalSection(key) else { return nil }
        var registers: [Int: Set<[UInt8]>] = [:]
        for name in reader.keys {
            guard let index = Int(name), range.contains(index), String(index) == name else {
                reader.report(name, "expected the number of a register, \(range.lowerBound) to \(range.upperBound)")
                _ = reader.node(name)
                continue
            }
            let expected = sizes.sorted().map(String.init).joined(separator: " or ") + " bytes in hexadecimal"
            let values = reader.some(name, expected: expected) { node -> [UInt8]? in
                Self.bytes(node, size: nil).flatMap { sizes.contains($0.count) ? $0 : nil }
            }
            registers[index] = values.map { Set($0) }
        }
        reader.finish()
        if registers.isEmpty { report(key, "expected at least one register") }
        return registers
    }

    private static func hexadecimal(_ size: Int?) -> String {
        size.map { "\($0) bytes in hexadecimal" } ?? "bytes in hexadecimal"
    }

    /// Digits of either case; what looks like a number to YAML is text here.
    private static func bytes(_ node: YAMLNode, size: Int?) -> [UInt8]? {
        guard let bytes = text(node).flatMap({ [UInt8](hexadecimal: $0.lowercased()) }), !bytes.isEmpty,
            size == nil || bytes.count == size
        else { return nil }
        return bytes
    }
}
