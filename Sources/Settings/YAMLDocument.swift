import Yams

/// Reads YAML that anyone may have written; the only place that calls Yams.
enum YAMLDocument {
    /// Parses one document without anchors, aliases and tags; an empty text is an empty mapping.
    static func parse(_ bytes: [UInt8], file: String, limits: YAMLLimits) throws(SettingsError) -> YAMLNode {
        func refuse(_ message: String, at location: SettingsError.Problem.Location = .whole) -> SettingsError {
            SettingsError(file: file, problems: [.init(location: location, key: "", message: message)])
        }
        guard bytes.count <= limits.bytes else {
            throw refuse("a file of \(bytes.count) bytes, at most \(limits.bytes) are accepted")
        }
        guard let text = String(validating: withLineFeeds(bytes), as: UTF8.self) else { throw refuse("not UTF-8") }
        // Only line feeds end a line for the check, while YAML knows more.
        guard text.unicodeScalars.allSatisfy({ !"\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }) else {
            throw refuse("line breaks other than line feeds")
        }
        if let finding = YAMLLexicalCheck.firstFinding(in: text) {
            throw refuse(
                "anchors, aliases and tags are not accepted, nor text with '\(finding.character)' after one of , [ { : - ?",
                at: .file(line: finding.line, column: finding.column)
            )
        }
        if let finding = YAMLLexicalCheck.firstExcess(in: text) {
            throw refuse(
                "more than \(YAMLLexicalCheck.nestingLimit) collections opened inside each other",
                at: .file(line: finding.line, column: finding.column)
            )
        }
        let outcome = LargeStack.run { () -> Result<YAMLNode, SettingsError> in
            Result { () throws(SettingsError) in try load(text, file: file, limits: limits) }
        }
        guard let outcome else { throw refuse("no memory to parse it") }
        return try outcome.get()
    }

    /// The bytes with a line feed in place of each carriage return and line feed.
    private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        bytes.indices.filter { bytes[$0] != 0x0D || $0 + 1 == bytes.count || bytes[$0 + 1] != 0x0A }.map { bytes[$0] }
    }

    private static func load(_ text: String, file: String, limits: YAMLLimits) throws(SettingsError) -> YAMLNode {
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                return YAMLNode(content: .mapping([]), location: .file(line: 1, column: 1))
            }
            var conversion = YAMLConversion(limits: limits)
            let node = try conversion.convert(root, depth: 0)
            // A node refers to its anchor weakly; the parser holds it.
            return withExtendedLifetime(parser) { node }
        } catch let problem as SettingsError.Problem {
            throw SettingsError(file: file, problems: [problem])
        } catch let error as YamlError {
            throw SettingsError(file: file, problems: [problem(error)])
        } catch {
            throw SettingsError(file: file, problems: [.init(location: .whole, key: "", message: "not YAML")])
        }
    }

    private static func problem(_ error: YamlError) -> SettingsError.Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .init(location: .file(line: mark.line, column: mark.column), key: "", message: problem)
        case .duplicatedKeysInMapping(let keys, let context):
            .init(
                location: .file(line: context.mark.line, column: context.mark.column),
                key: "",
                message: "the key \"\(shortened(keys.first ?? ""))\" stands twice"
            )
        case .reader: .init(location: .whole, key: "", message: "a character that YAML does not allow")
        default: .init(location: .whole, key: "", message: "not YAML")
        }
    }
}

extension SettingsError.Problem: Error {}

/// A key for a message: at most 60 printable characters.
func shortened(_ text: String) -> String {
    String(
        String.UnicodeScalarView(text.unicodeScalars.prefix(60).map { $0.value < 0x20 || $0 == "\u{7F}" ? "?" : $0 })
    )
}

/// Turns the parser's nodes into ours, with limits.
private struct YAMLConversion {
    let limits: YAMLLimits
    var nodes = 0

    init(limits: YAMLLimits) { self.limits = limits }

    mutating func convert(_ node: Node, depth: Int) throws(SettingsError.Problem) -> YAMLNode {
        let location = SettingsError.Problem.Location.file(
            line: node.mark?.line ?? 1,
            column: node.mark?.column ?? 1
        )
        func refuse(_ message: String) -> SettingsError.Problem { .init(location: location, key: "", message: message) }
        nodes += 1
        guard nodes <= limits.nodes else { throw refuse("more than \(limits.nodes) values") }
        guard depth < limits.depth else { throw refuse("nested deeper than \(limits.depth) levels") }
        // Before anything beneath is looked at: aliases let a small text stand for a huge tree.
        guard node.anchor == nil, node.alias == nil else { throw refuse("an anchor or alias") }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return YAMLNode(content: .scalar(scalar.string, isPlain: isPlain), location: location)
        case .sequence(let sequence):
            var elements: [YAMLNode] = []
            for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
            return YAMLNode(content: .sequence(elements), location: location)
        case .mapping(let mapping):
            var members: [(String, SettingsError.Problem.Location, YAMLNode)] = []
            for (key, value) in mapping {
                let name = try convert(key, depth: depth + 1)
                guard case .scalar(let text, _) = name.content else { throw refuse("a key that is not text") }
                guard text != "<<" else { throw refuse("merge keys are not accepted") }
                members.append((text, name.location, try convert(value, depth: depth + 1)))
            }
            return YAMLNode(content: .mapping(members), location: location)
        case .alias: throw refuse("an alias")
        }
    }
}
