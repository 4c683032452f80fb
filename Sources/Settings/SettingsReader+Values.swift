extension SettingsReader {
    /// Reads a key through `convert`, which returns `nil` for what is not `expected`.
    mutating func value<Value>(_ key: String, expected: String, _ convert: (YAMLNode) -> Value?) -> Value? {
        guard let node = node(key) else { return nil }
        guard let value = convert(node) else {
            report(key, "expected \(expected), found \(node.kind)", at: node)
            return nil
        }
        return value
    }

    /// Text; a plain `true` or `1` is taken as it is written.
    mutating func string(_ key: String) -> String? { value(key, expected: "text", Self.text) }

    /// Text that `convert` understands.
    mutating func string<Value>(_ key: String, expected: String, _ convert: (String) -> Value?) -> Value? {
        value(key, expected: expected) { Self.text($0).flatMap(convert) }
    }

    /// A truth value: `true` or `false` and no other word.
    mutating func bool(_ key: String) -> Bool? {
        value(key, expected: "true or false") { node in
            switch node.content {
            case .scalar("true", isPlain: true): true
            case .scalar("false", isPlain: true): false
            default: nil
            }
        }
    }

    /// A whole number in `range`.
    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        value(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { node in
            guard case .scalar(let text, isPlain: true) = node.content, let number = Int(text),
                range.contains(number), !text.hasPrefix("+")
            else { return nil }
            return number
        }
    }

    /// A length of time such as `90s`, `20m` or `1h30m`.
    mutating func duration(_ key: String) -> Duration? {
        string(key, expected: "a duration such as 90s, 20m or 1h") { Units.duration($0) }
    }

    /// A number of bytes such as `64MiB`.
    mutating func size(_ key: String) -> Int? {
        string(key, expected: "a size such as 64MiB or 8GiB") { Units.size($0) }
    }

    /// A list of text.
    mutating func strings(_ key: String) -> [String]? {
        list(key, expected: "a list of text") { Self.text($0) }
    }

    /// A list whose elements `convert` understands; a wrong one is reported at its place.
    ///
    /// In an environment variable, a list may also be written with commas and no brackets.
    mutating func list<Element>(
        _ key: String,
        expected: String,
        _ convert: (YAMLNode) -> Element?
    ) -> [Element]? {
        guard let node = node(key) else { return nil }
        var elements: [YAMLNode] = []
        switch (node.content, node.location) {
        case (.sequence(let nodes), _): elements = nodes
        case (.scalar(let text, _), .variable):
            elements = text.split(separator: ",").map { part in
                YAMLNode(content: .scalar(String(part), isPlain: true), location: node.location)
            }
        default:
            report(key, "expected \(expected), found \(node.kind)", at: node)
            return nil
        }
        return elements.compactMap { element in
            guard let value = convert(element) else {
                report(key, "expected \(expected), found \(element.kind) in it", at: element)
                return nil
            }
            return value
        }
    }

    /// The text of a scalar that holds something.
    static func text(_ node: YAMLNode) -> String? {
        guard case .scalar(let text, _) = node.content, !node.isNull, !text.utf8.contains(0) else { return nil }
        return text
    }
}
