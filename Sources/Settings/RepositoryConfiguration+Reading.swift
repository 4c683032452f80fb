import Files

extension RepositoryConfiguration {
    /// Variables that the builder sets itself: a repository that could change them would change what is recorded.
    package static let reservedVariables: Set<String> = [
        "HOME", "PATH", "TMPDIR", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "RUSTUP_HOME",
    ]

    /// Reads a repository's file.
    ///
    /// A command is a list of words and run without a shell; a single string is refused, because nobody could tell
    /// which shell would split it.
    package static func read(_ bytes: [UInt8], file: String = fileName) throws(SettingsError) -> RepositoryConfiguration
    {
        let limits = YAMLLimits(bytes: sizeLimit, nodes: 2000, depth: 8)
        let root = try YAMLDocument.parse(bytes, file: file, limits: limits)
        let session = SettingsReader.Session()
        var reader = SettingsReader(root, path: [], session: session)
        var configuration = RepositoryConfiguration()
        configuration.readBuild(reader.section("build"))
        configuration.readSource(reader.section("source"))
        reader.finish()
        guard session.problems.isEmpty else { throw SettingsError(file: file, problems: session.problems) }
        return configuration
    }

    private mutating func readBuild(_ section: SettingsReader) {
        var reader = section
        command = Self.words("command", &reader)
        fetch = Self.words("fetch", &reader)
        artifacts =
            reader.list("artifacts", expected: "a list of relative paths or patterns such as dist/*.tar.gz") {
                SettingsReader.text($0).flatMap { GlobPattern($0)?.description }
            } ?? []
        if artifacts.count > Self.listLimit { reader.report("artifacts", "more than \(Self.listLimit) patterns") }
        if command != nil, artifacts.isEmpty {
            reader.report("artifacts", "missing; a command needs to say which files it makes")
        }
        if fetch != nil, command == nil { reader.report("fetch", "a fetch command needs a build command") }
        network = reader.bool("network") ?? network
        timeout = reader.duration("timeout")
        readEnvironment(reader.section("environment"))
        reader.finish()
    }

    private mutating func readSource(_ section: SettingsReader) {
        var reader = section
        let names = History.allCases.map(\.rawValue).joined(separator: " or ")
        history = reader.string("history", expected: names) { History(rawValue: $0) } ?? history
        reader.finish()
    }

    private static func words(_ key: String, _ reader: inout SettingsReader) -> [String]? {
        let hint = "a list of words such as [make, dist]; for a shell write [sh, -c, \"…\"]"
        guard let words = reader.list(key, expected: hint, { word($0) }) else { return nil }
        if words.isEmpty || words.first?.isEmpty == true { reader.report(key, "expected \(hint), found an empty one") }
        if words.count > listLimit { reader.report(key, "more than \(listLimit) words") }
        return words
    }

    /// A word may be empty where it is in quotes.
    private static func word(_ node: YAMLNode) -> String? {
        guard case .scalar(let text, _) = node.content, !node.isNull, !text.utf8.contains(0),
            text.utf8.count <= textLimit
        else { return nil }
        return text
    }

    private mutating func readEnvironment(_ section: SettingsReader) {
        var reader = section
        let names = reader.keys
        if names.count > Self.listLimit { reader.report("", "more than \(Self.listLimit) variables") }
        for name in names {
            if !Self.isVariableName(name) {
                reader.report(shortened(name), "a variable's name is letters, digits and _, and no digit in front")
            } else if Self.reservedVariables.contains(name) || name.hasPrefix("ASSAY_") {
                reader.report(name, "the builder sets this variable itself")
            }
            environment[name] = reader.value(name, expected: "text", Self.word)
        }
        reader.finish()
    }

    private static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 128, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
    }
}
