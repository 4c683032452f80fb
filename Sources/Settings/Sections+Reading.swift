import Addresses
import Builds

extension ServerConfiguration {
    init(reading section: SettingsReader) {
        self.init()
        var reader = section
        listen = reader.string("listen", expected: "host:port") { ListenAddress($0) } ?? listen
        publicURL = reader.string("public_url", expected: Self.origin) { Self.webURL($0) }
        cors =
            reader.list("cors", expected: "a list of origins such as https://example.org") { node in
                SettingsReader.text(node).flatMap { Self.webURL($0) }.flatMap { url in
                    url.split(separator: "/").count == 2 ? url : nil
                }
            } ?? cors
        proxies =
            reader.list("proxies", expected: "a list of addresses such as 10.0.0.1 or 10.0.0.0/8") { node in
                SettingsReader.text(node).flatMap { AddressRange($0) }
            } ?? proxies
        reader.finish()
    }

    private static let origin = "a URL such as https://builds.example.org without user, query or fragment"

    /// A web address without a slash at the end; `nil` for anything with user information, a query or a fragment.
    static func webURL(_ text: String) -> String? {
        var trimmed = text[...]
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        // The rules for repositories fit, but that a path is needed there.
        guard let url = RepositoryURL(trimmed + "/x"), url.scheme != .file else { return nil }
        return String(url.description.dropLast(2))
    }
}

extension StoreConfiguration {
    init(reading section: SettingsReader, base: String) {
        self.init()
        var reader = section
        data = reader.string("data").map { SettingsReader.absolutePath($0, base: base) } ?? data
        database = .sqlite(path: data + "/assay.db")
        password = reader.secret("password", base: base)
        let expected = "sqlite://PATH, or postgres://… without a password (that is store.password)"
        database = reader.string("url", expected: expected) { Self.database($0, base: base) } ?? database
        reader.finish()
    }

    private static func database(_ text: String, base: String) -> Database? {
        if text.hasPrefix("sqlite://") {
            let path = text.dropFirst("sqlite://".count)
            guard !path.isEmpty, !path.contains("?"), path != "/" else { return nil }
            return .sqlite(path: SettingsReader.absolutePath(String(path), base: base))
        }
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"), let start = text.firstRange(of: "://")
        else { return nil }
        let authority = text[start.upperBound...].prefix { $0 != "/" && $0 != "?" }
        let user = authority.lastIndex(of: "@").map { authority[..<$0] }
        guard user?.contains(":") != true, !text.contains("password=") else { return nil }
        return .postgres(url: text)
    }
}

extension SandboxConfiguration {
    /// The least memory and disk that a build can do anything with.
    static let leastSize = 16 << 20

    init(reading section: SettingsReader, base: String) {
        self.init()
        var reader = section
        timeout = reader.duration("timeout") ?? timeout
        memory = Self.size("memory", &reader) ?? memory
        processes = reader.integer("processes", in: 8...1_000_000) ?? processes
        disk = Self.size("disk", &reader) ?? disk
        log = reader.size("log") ?? log
        readOnly =
            reader.list("read_only", expected: "a list of absolute paths") { node in
                SettingsReader.text(node).flatMap { Self.isPlainAbsolute($0) ? $0 : nil }
            } ?? readOnly
        let names = Network.allCases.map(\.rawValue).joined(separator: " or ")
        network = reader.string("network", expected: names) { Network(rawValue: $0) } ?? network
        let registries = "a list of hosts with or without a port, such as packages.internal:8081"
        privateRegistries =
            reader.list("private_registries", expected: registries) { node in
                SettingsReader.text(node).flatMap { RegistryAddress($0) }
            } ?? privateRegistries
        reader.finish()
    }

    private static func size(_ key: String, _ reader: inout SettingsReader) -> Int? {
        guard let size = reader.size(key) else { return nil }
        if size < leastSize { reader.report(key, "expected at least 16MiB") }
        return size
    }

    private static func isPlainAbsolute(_ path: String) -> Bool {
        path.hasPrefix("/") && path.count > 1
            && path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

extension SourceAllowList {
    static func read(_ section: SettingsReader) -> SourceAllowList {
        var reader = section
        defer { reader.finish() }
        guard let patterns = reader.list("allow", expected: "a list of URL patterns", SettingsReader.text) else {
            return .standard
        }
        let (list, refused) = SourceAllowList.reading(patterns)
        for pattern in refused {
            reader.report(
                "allow",
                "\"\(shortened(pattern))\" is no pattern such as https://github.com/owner/* (https, http or file, no "
                    + "user, query, fragment, \"..\" or percent-encoding)"
            )
        }
        return list
    }
}

extension ForgeConfiguration {
    init?(reading section: SettingsReader, base: String) {
        var reader = section
        let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let kind = reader.string("kind", expected: kinds, { Kind(rawValue: $0) }) else {
            if !reader.has("kind") { reader.report("kind", "missing; expected \(kinds)") }
            return nil
        }
        self.init(kind: kind)
        let expected = "a URL without user, query or fragment"
        url = reader.string("url", expected: expected) { ServerConfiguration.webURL($0) }
        api = reader.string("api", expected: expected) { ServerConfiguration.webURL($0) }
        path = reader.string("path").map { SettingsReader.absolutePath($0, base: base) }
        token = reader.secret("token", base: base)
        fetchToken = reader.secret("fetch_token", base: base)
        webhookSecrets = reader.secrets("webhook_secrets", base: base) ?? []
        repositories = Self.patterns("repositories", "owner/name", &reader) ?? repositories
        refs = Self.patterns("refs", "refs/tags/v*", &reader) ?? refs
        for ref in refs where !ref.hasPrefix("refs/heads/") && !ref.hasPrefix("refs/tags/") {
            reader.report("refs", "\"\(shortened(ref))\" is not below refs/heads/ or refs/tags/")
        }
        release = Release(reading: reader.section("release"))
        requireAddress(reader)
        reader.finish()
    }

    private static func patterns(_ key: String, _ example: String, _ reader: inout SettingsReader) -> [String]? {
        reader.list(key, expected: "a list of patterns such as \(example)") { node in
            SettingsReader.text(node).flatMap { SegmentPattern($0)?.description }
        }
    }

    private mutating func requireAddress(_ reader: SettingsReader) {
        switch kind {
        case .directory:
            if path == nil { reader.report("path", "missing; a directory forge needs the path of its folder") }
            if url != nil || api != nil { reader.report("url", "a directory forge has a path and no URL") }
        case .github:
            url = url ?? "https://github.com"
            if path != nil { reader.report("path", "only a directory forge has a path") }
        case .gitlab:
            url = url ?? "https://gitlab.com"
            if path != nil { reader.report("path", "only a directory forge has a path") }
        case .bitbucket:
            url = url ?? "https://bitbucket.org"
            if path != nil { reader.report("path", "only a directory forge has a path") }
        case .gitea, .forgejo:
            if url == nil { reader.report("url", "missing; expected the forge's address") }
            if path != nil { reader.report("path", "only a directory forge has a path") }
        }
    }
}

extension ForgeConfiguration.Release {
    init(reading section: SettingsReader) {
        self.init()
        var reader = section
        draftOnly = reader.bool("draft_only") ?? draftOnly
        prerelease =
            reader.string("prerelease", expected: "auto, true or false") { Prerelease(rawValue: $0) } ?? prerelease
        reader.finish()
    }
}
