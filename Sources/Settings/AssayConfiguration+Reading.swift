import Builds
import Files

extension AssayConfiguration {
    /// The largest configuration file in bytes.
    package static let sizeLimit = 1 << 20

    /// Reads the configuration file at `path` and the environment, which wins.
    ///
    /// Without a file (`nil`), the environment and the defaults count, and relative paths start at `folder`.
    package static func load(
        path: String?,
        environment: [String: String],
        folder: String
    ) throws(SettingsError) -> AssayConfiguration {
        guard let path else { return try read([], file: "environment", base: folder, environment: environment) }
        let absolute = SettingsReader.absolutePath(path, base: folder)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.readFollowingLinks(absolute, limit: sizeLimit)
        } catch {
            throw SettingsError(
                file: path,
                problems: [.init(location: .whole, key: "", message: "cannot be read: \(error.reason)")]
            )
        }
        let base = absolute.lastIndex(of: "/").map { String(absolute[..<$0]) } ?? folder
        return try read(bytes, file: path, base: base.isEmpty ? "/" : base, environment: environment)
    }

    /// Reads a configuration from its bytes; `base` is the absolute folder that relative paths start at.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        base: String,
        environment: [String: String] = [:]
    ) throws(SettingsError) -> AssayConfiguration {
        let root = try YAMLDocument.parse(bytes, file: file, limits: YAMLLimits(bytes: sizeLimit))
        let session = SettingsReader.Session(prefix: "ASSAY", environment: environment)
        var reader = SettingsReader(root, path: [], session: session)
        var configuration = AssayConfiguration()
        configuration.server = ServerConfiguration(reading: reader.section("server"))
        configuration.store = StoreConfiguration(reading: reader.section("store"), base: base)
        configuration.enclave = EnclaveConfiguration(reading: reader.section("enclave"))
        configuration.readBuilder(reader.section("builder"), base: base)
        configuration.workers = reader.integer("workers", in: 0...256) ?? configuration.workers
        configuration.sandbox = SandboxConfiguration(reading: reader.section("sandbox"), base: base)
        configuration.source = SourceAllowList.read(reader.section("source"))
        configuration.readForges(reader.section("forges"), base: base)
        reader.finish()
        guard session.problems.isEmpty else { throw SettingsError(file: file, problems: session.problems) }
        configuration.unknownVariables = configuration.unknownVariables(session)
        return configuration
    }

    private mutating func readBuilder(_ section: SettingsReader, base: String) {
        var reader = section
        let id = reader.string("id", expected: "a URI without spaces, query, fragment or slash at the end") { text in
            let isURI =
                text.contains(":") && text.utf8.count <= 512 && !text.hasSuffix("/")
                && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && !"?#@\"<>\\^`{|}+".utf8.contains($0) }
            return isURI ? text : nil
        }
        builderID = id ?? builderID
        builderPolicy = reader.string("policy").map { SettingsReader.absolutePath($0, base: base) }
        reader.finish()
    }

    private mutating func readForges(_ section: SettingsReader, base: String) {
        var reader = section
        let declared = section.session.environment.keys.compactMap { name -> String? in
            let (prefix, suffix) = ("ASSAY_FORGES_", "_KIND")
            guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else {
                return nil
            }
            return name.dropFirst(prefix.count).dropLast(suffix.count).lowercased()
        }
        for name in reader.keys + declared.sorted() where forges[name] == nil {
            // The name stands in paths of webhooks and in names of variables.
            let isName =
                name.utf8.count <= 32 && name.first?.isLetter == true
                && name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
            if !isName { reader.report(shortened(name), "a forge's name is lower-case letters, digits and hyphens") }
            if let forge = ForgeConfiguration(reading: reader.section(name), base: base) { forges[name] = forge }
        }
        reader.finish()
    }

    /// Variables that look like keys, but for those that hold a secret that the configuration refers to.
    private func unknownVariables(_ session: SettingsReader.Session) -> [String] {
        let secrets = forges.values.flatMap { [$0.token, $0.fetchToken].compactMap(\.self) + $0.webhookSecrets }
        let names = Set(
            (secrets + [store.password].compactMap(\.self)).compactMap { reference -> String? in
                if case .environment(let name) = reference { name } else { nil }
            }
        )
        return session.environment.keys
            .filter { $0.hasPrefix("ASSAY_") && !session.usedVariables.contains($0) && !names.contains($0) }
            .sorted()
    }
}
