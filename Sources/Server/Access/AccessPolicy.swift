import HTTPTypes
import Hummingbird
import Store

/// Who may do what.
///
/// With a token, whatever starts or cancels a build needs it, and so do the counters, which count private builds too. Without one the server is for programs and pages of this
/// machine alone: it then refuses names that are not loopback (a page elsewhere can give its own name our address),
/// requests that scripts of other sites make, and requests that came through a proxy, which come from anywhere.
struct AccessPolicy: Sendable {
    /// Fields by which proxies say that they pass on somebody else's request, in lower case; so does every field
    /// whose name begins with ``forwardingPrefix``.
    private static let forwardingFields: Set<String> = [
        "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-url", "x-original-host",
        "x-rewrite-url", "x-envoy-external-address", "x-azure-clientip", "true-client-ip", "cf-connecting-ip", "cf-ray",
        "cdn-loop", "fastly-client-ip", "fly-client-ip",
    ]
    private static let forwardingPrefix = "x-forwarded"

    let store: BuildStore
    let configuration: ServerConfiguration
    let tokens: TokenPresence

    init(store: BuildStore, configuration: ServerConfiguration) {
        self.store = store
        self.configuration = configuration
        tokens = TokenPresence(store: store)
    }

    /// Whether the configuration itself keeps others out, as it must where there is no token.
    var isConfiguredForLoopback: Bool {
        LoopbackHost.isLoopback(host: configuration.host) && LoopbackHost.isLoopback(url: configuration.publicURL)
    }

    /// Checks what every request has to satisfy.
    func admit(_ request: Request) async throws {
        // A second `Host` is left among the fields by the codec; two readers may disagree on which one counts.
        guard request.headers[values: .hostField].isEmpty else { throw APIError.invalid("more than one Host") }
        guard try await !tokens.exists else { return }
        guard isConfiguredForLoopback else { throw APIError.forbidden("no token is configured") }
        guard let host = request.head.authority, LoopbackHost.isLoopback(authority: host) else {
            throw APIError.forbidden("without a token only a loopback Host is served")
        }
        guard !request.headers.contains(where: { Self.isForwarding($0.name) }) else {
            throw APIError.forbidden("without a token forwarded requests are refused")
        }
        try admitOrigin(request, host: host)
    }

    /// Checks that whoever starts or cancels something, or reads what is not for everybody, may.
    func authorize(_ request: Request) async throws {
        guard try await tokens.exists else { return }
        guard try await isAuthenticated(request) else { throw APIError.unauthenticated }
    }

    /// The origin that a response may be shown to, where a script of another site asked and may.
    func allowedOrigin(of request: Request) -> String? {
        request.headers[.origin].flatMap { configuration.corsOrigins.contains($0) ? $0 : nil }
    }

    private func isAuthenticated(_ request: Request) async throws -> Bool {
        let fields = request.headers[values: .authorization]
        guard fields.count == 1 else { return false }
        let words = fields[0].split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return false }
        return try await store.authenticate(String(words[1])) != nil
    }

    private static func isForwarding(_ name: HTTPField.Name) -> Bool {
        forwardingFields.contains(name.canonicalName) || name.canonicalName.hasPrefix(forwardingPrefix)
    }

    private func admitOrigin(_ request: Request, host: String) throws {
        if let origin = request.headers[.origin] {
            // Origins that the operator listed are trusted as this machine's own pages are.
            guard origin == "http://\(host)" || allowedOrigin(of: request) != nil else {
                throw APIError.forbidden("without a token requests of other origins are refused")
            }
            return
        }
        guard let site = request.headers[.fetchSite], site != "same-origin", site != "none" else { return }
        // Following a link from another site is harmless; what it shows stays with the browser's user.
        guard request.method == .get || request.method == .head else {
            throw APIError.forbidden("without a token requests of other sites are refused")
        }
    }
}
