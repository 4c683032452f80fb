/// Reads a mapping key by key: each from its environment variable, the file or a default, in this order.
///
/// Nothing throws while reading, so that several problems are reported at once; what is wrong reads as its default.
/// Call ``finish()`` last: it reports the keys that nobody asked for.
struct SettingsReader {
    /// What all readers of one configuration share.
    final class Session {
        /// Prefix and upper-case key make a variable's name; `nil` where the environment has no say.
        let prefix: String?
        let environment: [String: String]
        /// Variables that named a key.
        var usedVariables: Set<String> = []
        var problems: [SettingsError.Problem] = []

        init(prefix: String? = nil, environment: [String: String] = [:]) {
            self.prefix = prefix
            self.environment = environment
        }
    }

    let session: Session
    let path: [String]
    private let location: SettingsError.Problem.Location
    private var members: [String: (location: SettingsError.Problem.Location, value: YAMLNode)] = [:]
    private var order: [String] = []
    private var unread: Set<String>
    private var known: Set<String> = []

    /// Reads `node`, which has to be a mapping where it is there.
    init(_ node: YAMLNode?, path: [String], session: Session) {
        self.session = session
        self.path = path
        location = node?.location ?? .whole
        if let node, !node.isNull {
            if case .mapping(let entries) = node.content {
                for entry in entries {
                    // To YAML, `4` and `"4"` are two keys; read by their text, one would silently hide the other.
                    if members.updateValue((entry.location, entry.value), forKey: entry.key) != nil {
                        let key = (path + [shortened(entry.key)]).joined(separator: ".")
                        session.problems.append(.init(location: entry.location, key: key, message: "stands twice"))
                    }
                    order.append(entry.key)
                }
            } else {
                let message = "expected a mapping, found \(node.kind)"
                session.problems.append(
                    .init(location: node.location, key: path.joined(separator: "."), message: message)
                )
            }
        }
        unread = Set(order)
    }

    /// The keys of the file in their order.
    var keys: [String] { order }

    /// The value of a key as it was written, from the environment or the file.
    mutating func node(_ key: String) -> YAMLNode? {
        unread.remove(key)
        known.insert(key)
        if let (name, value) = variable(key) { return fromVariable(name, value) }
        return members[key]?.value
    }

    /// Notes a problem with a key.
    func report(_ key: String, _ message: String, at node: YAMLNode? = nil) {
        let place = node?.location ?? members[key]?.location ?? location
        session.problems.append(
            .init(location: place, key: (path + [key]).joined(separator: "."), message: message)
        )
    }

    /// A reader for a key that has to be a mapping where it is there.
    mutating func section(_ key: String) -> SettingsReader {
        unread.remove(key)
        known.insert(key)
        return SettingsReader(members[key]?.value, path: path + [key], session: session)
    }

    /// A reader for a key that has to be a mapping; `nil` where it is not there.
    mutating func optionalSection(_ key: String) -> SettingsReader? {
        known.insert(key)
        return has(key) ? section(key) : nil
    }

    /// Whether the key is in the file or the environment has one for it or beneath it.
    func has(_ key: String) -> Bool {
        if members[key] != nil { return true }
        guard let name = variableName(key) else { return false }
        return session.environment.keys.contains { $0 == name || $0.hasPrefix(name + "_") }
    }

    /// Reports the keys that nobody asked for.
    func finish() {
        let known = known.sorted()
        for key in order where unread.contains(key) {
            let near = known.first { Self.isNear($0, key) }.map { "; did you mean \"\($0)\"?" }
            let list = "; known here: \(known.joined(separator: ", "))"
            session.problems.append(
                .init(
                    location: members[key]?.location ?? location,
                    key: (path + [shortened(key)]).joined(separator: "."),
                    message: "unknown key\(near ?? list)"
                )
            )
        }
    }

    private func variableName(_ key: String) -> String? {
        session.prefix.map { ([$0] + path + [key]).joined(separator: "_").uppercased() }
            .map { String($0.map { $0 == "-" ? "_" : $0 }) }
    }

    private func variable(_ key: String) -> (name: String, value: String)? {
        guard let name = variableName(key), let value = session.environment[name] else { return nil }
        session.usedVariables.insert(name)
        return (name, value)
    }

    /// A variable holds a scalar as it is, or a list or mapping as YAML writes it on one line.
    private func fromVariable(_ name: String, _ value: String) -> YAMLNode {
        let scalar = YAMLNode(content: .scalar(value, isPlain: true), location: .variable(name))
        guard value.hasPrefix("[") || value.hasPrefix("{") else { return scalar }
        do throws(SettingsError) {
            let parsed = try YAMLDocument.parse(Array(value.utf8), file: name, limits: YAMLLimits(bytes: 64 << 10))
            return Self.relocated(parsed, to: .variable(name))
        } catch {
            return scalar
        }
    }

    private static func relocated(_ node: YAMLNode, to place: SettingsError.Problem.Location) -> YAMLNode {
        switch node.content {
        case .scalar: YAMLNode(content: node.content, location: place)
        case .sequence(let elements):
            YAMLNode(content: .sequence(elements.map { relocated($0, to: place) }), location: place)
        case .mapping(let members):
            YAMLNode(
                content: .mapping(members.map { ($0.key, place, relocated($0.value, to: place)) }),
                location: place
            )
        }
    }

    /// Whether two keys differ by one character, or by case and punctuation only.
    private static func isNear(_ one: String, _ other: String) -> Bool {
        let a = Array(one.lowercased().filter(\.isLetter))
        let b = Array(other.lowercased().filter(\.isLetter).prefix(64))
        guard abs(a.count - b.count) <= 1 else { return false }
        let common = zip(a, b).prefix { $0 == $1 }.count
        let (restA, restB) = (a[common...], b[common...])
        return restA.dropFirst().elementsEqual(restB.dropFirst()) || restA.elementsEqual(restB.dropFirst())
            || restA.dropFirst().elementsEqual(restB)
    }
}
