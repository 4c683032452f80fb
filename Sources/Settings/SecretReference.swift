import Files
import Glibc

/// Where a secret is to be found; the configuration never holds the secret itself.
package enum SecretReference: Sendable, Hashable {
    /// The whole of a file but one trailing line feed.
    case file(path: String)
    /// An environment variable.
    case environment(name: String)

    /// The largest secret in bytes.
    package static let sizeLimit = 64 << 10

    /// Reads the secret. Errors say where it was looked for, and nothing of what was found.
    ///
    /// A file must not be readable for everybody. Links to it are followed: the path is the operator's, and
    /// Kubernetes puts secrets behind links.
    package func resolve(environment: [String: String]) throws(SettingsError) -> Secret {
        switch self {
        case .environment(let name):
            guard let value = environment[name] else {
                throw Self.refuse("environment", "the variable \(name) is not set")
            }
            guard let secret = Secret(Array(value.utf8)) else {
                throw Self.refuse("environment", "the variable \(name) is empty")
            }
            return secret
        case .file(let path): return try Self.read(path)
        }
    }

    private static func read(_ path: String) throws(SettingsError) -> Secret {
        guard let resolved = realpath(path, nil) else { throw refuse(path, "the secret's file cannot be found") }
        defer { free(resolved) }
        var bytes: [UInt8]
        do {
            let file = try FileDescriptor(path: String(cString: resolved), flags: O_RDONLY | O_NONBLOCK)
            let status = try file.status()
            guard status.kind == .regular else { throw refuse(path, "the secret is not in a regular file") }
            guard status.mode & 0o007 == 0 else {
                throw refuse(path, "everybody on this machine can read the secret; restrict it with chmod 600")
            }
            bytes = try file.readToEnd(limit: sizeLimit)
        } catch let error as FileError {
            throw refuse(path, "the secret's file cannot be read: \(error.reason)")
        } catch let error as SettingsError {
            throw error
        } catch {
            throw refuse(path, "the secret's file cannot be read")
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let secret = Secret(bytes) else { throw refuse(path, "the secret's file is empty") }
        return secret
    }

    private static func refuse(_ place: String, _ message: String) -> SettingsError {
        SettingsError(file: place, problems: [.init(location: .whole, key: "", message: message)])
    }
}

extension SettingsReader {
    /// Reads `{file: …}` or `{env: …}`.
    mutating func secret(_ key: String, base: String) -> SecretReference? {
        let written = node(key)
        // ASSAY_…_FILE and ASSAY_…_ENV name the members one by one.
        if var section = variableSection(key) { return Self.reference(&section, base: base) }
        guard let node = written else { return nil }
        return Self.secret(node, base: base, reader: self, key: key)
    }

    /// Reads a list of `{file: …}` or `{env: …}`.
    mutating func secrets(_ key: String, base: String) -> [SecretReference]? {
        let reader = self
        return list(key, expected: "a list of {file: …} or {env: …}") { node in
            Self.secret(node, base: base, reader: reader, key: key)
        }
    }

    private func variableSection(_ key: String) -> SettingsReader? {
        guard let prefix = session.prefix else { return nil }
        let name = ([prefix] + path + [key]).joined(separator: "_").uppercased()
        guard session.environment[name + "_FILE"] != nil || session.environment[name + "_ENV"] != nil else {
            return nil
        }
        return SettingsReader(nil, path: path + [key], session: session)
    }

    private static func secret(
        _ node: YAMLNode,
        base: String,
        reader: SettingsReader,
        key: String
    ) -> SecretReference? {
        guard case .mapping = node.content else {
            // The value may be a secret that somebody put there: it must not appear.
            reader.report(key, "a secret is given as {file: path} or {env: NAME}, never as text", at: node)
            return nil
        }
        // The members of a list have no variables of their own.
        let session = Session()
        var section = SettingsReader(node, path: reader.path + [key], session: session)
        defer { reader.session.problems += session.problems }
        return reference(&section, base: base)
    }

    private static func reference(_ section: inout SettingsReader, base: String) -> SecretReference? {
        let file = section.string("file")
        let name = section.string("env")
        section.finish()
        switch (file, name) {
        case (let file?, nil): return .file(path: absolutePath(file, base: base))
        case (nil, let name?): return .environment(name: name)
        default:
            section.report("file", "expected exactly one of file and env")
            return nil
        }
    }

    /// A path as it is, or relative to the configuration's folder.
    static func absolutePath(_ path: String, base: String) -> String {
        if path.hasPrefix("/") { return path }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return base == "/" ? "/" + relative : "\(base)/\(relative)"
    }
}
