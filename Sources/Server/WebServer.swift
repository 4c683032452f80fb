import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
package import Store

/// The receiver: API, event streams, downloads, webhooks and pages over HTTP.
package struct WebServer: Service {
    private let services: ServerServices
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Makes a server; it does nothing before ``run()``. `onListening` is told the port.
    package init(
        _ configuration: ServerConfiguration,
        store: BuildStore,
        blobs: BlobStore,
        actions: ServerActions,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws {
        services = try ServerServices(configuration, store: store, blobs: blobs, actions: actions)
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the process is asked to stop.
    ///
    /// Throws before it listens where there is no token and the address or the public URL is not loopback.
    package func run() async throws {
        let hasTokens = try await services.access.tokens.exists
        guard hasTokens || services.access.isConfiguredForLoopback else {
            throw StoreError(
                .unusable,
                "start the server",
                "without a token it may listen on loopback only; make one with `assay token create`"
            )
        }
        let onListening = onListening
        let application = Application(
            responder: GuardedResponder(services: services, routes: makeRouter().buildResponder()),
            server: .http1(configuration: channelConfiguration),
            configuration: ApplicationConfiguration(
                address: .hostname(services.configuration.host, port: services.configuration.port),
                availableConnectionsDelegate: .maximum(services.configuration.limits.connections, logger: logger)
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        try await application.run()
    }

    private var channelConfiguration: HTTP1Channel.Configuration {
        let (limits, timing) = (services.configuration.limits, services.configuration.timing)
        let (connections, metrics) = (services.connections, services.metrics)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                HeadFramingHandler(),
                ConnectionLimitHandler(budget: connections) { metrics.count("connection_refused") },
                RequestDeadlineHandler(timing: timing),
            ],
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: limits.headerBytes,
                maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: limits.headerFields
            )
        )
    }

    /// Everything under its own name, and as JSON only under `/v1` and `/api`.
    private func makeRouter() -> RouteTable {
        let router = RouteTable()
        PageRoutes(services: services).add(to: router)
        add(to: router, hasPages: true)
        for prefix in ["v1", "api"] { add(to: router.group(RouterPath(prefix)), hasPages: false) }
        return router
    }

    private func add(to router: some RouterMethods<APIContext>, hasPages: Bool) {
        BuildRoutes(services: services).add(to: router)
        ListingRoutes(services: services, hasPages: hasPages).add(to: router)
        DownloadRoutes(services: services).add(to: router)
        WebhookRoutes(services: services).add(to: router)
        SystemRoutes(services: services).add(to: router)
    }
}
