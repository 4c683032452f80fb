package import Addresses
package import Builds
package import Forges

/// Everything that the web server is told; where it was written down is somebody else's business.
package struct ServerConfiguration: Sendable {
    /// The address to bind to: a host name or a literal address.
    package var host: String
    /// The port to bind to; 0 takes any that is free.
    package var port: Int
    /// Scheme, host and port under which others reach the server, without a slash at the end.
    package var publicURL: String
    /// The origins of other sites whose scripts may use the API; without a token they may also start builds.
    package var corsOrigins: Set<String>
    /// The proxies that hand on requests of many clients; no limit for one address applies to them.
    package var proxies: [AddressRange]
    /// The forges whose webhooks are accepted, by name.
    package var forges: [String: WebhookForge]
    /// Whether this machine only pretends to be measured, which every page then says.
    package var isSimulated: Bool
    /// Sizes and counts.
    package var limits: ServerLimits
    /// Durations.
    package var timing: ServerTiming

    /// Makes a configuration.
    package init(
        host: String = "127.0.0.1",
        port: Int = 8080,
        publicURL: String,
        corsOrigins: Set<String> = [],
        proxies: [AddressRange] = [],
        forges: [String: WebhookForge] = [:],
        isSimulated: Bool = false,
        limits: ServerLimits = ServerLimits(),
        timing: ServerTiming = ServerTiming()
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.corsOrigins = corsOrigins
        self.proxies = proxies
        self.forges = forges
        self.isSimulated = isSimulated
        self.limits = limits
        self.timing = timing
    }
}

/// A forge as far as its webhooks are concerned.
package struct WebhookForge: Sendable {
    /// The kind, which decides how deliveries are signed.
    package var kind: ForgeKind
    /// Secrets that are good for all of `repositories`; may be empty, then only hooks of the store are.
    package var secrets: [WebhookSecret]
    /// The repositories that the secrets cover.
    package var repositories: [SegmentPattern]
    /// The refs that are built; tags among them are published too.
    package var refs: [SegmentPattern]
    /// The URL that a repository is fetched from; never taken from a payload.
    package var cloneURL: @Sendable (RepositoryName) -> String

    /// Makes a forge.
    package init(
        kind: ForgeKind,
        secrets: [WebhookSecret],
        repositories: [SegmentPattern],
        refs: [SegmentPattern],
        cloneURL: @escaping @Sendable (RepositoryName) -> String
    ) {
        self.kind = kind
        self.secrets = secrets
        self.repositories = repositories
        self.refs = refs
        self.cloneURL = cloneURL
    }
}
