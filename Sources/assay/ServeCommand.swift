import ArgumentParser
import Builds
import Foundation
import Logging
import Pipeline
import Sandbox
import Server
import Service
import ServiceLifecycle
import Settings
import Store
import UnixSignals

/// `assay serve`: receiver, API, pages, publisher and, unless `workers: 0`, builders.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Receive webhooks, build, publish, and serve the API and pages.",
        discussion: """
            Without a token (see 'assay token create') it listens on loopback only.

              assay serve --config /etc/assay/assay.yaml
              ASSAY_SERVER_LISTEN=127.0.0.1:9000 assay serve --config assay.yaml
            """
    )

    @Option(help: ArgumentHelp("The configuration.", valueName: "assay.yaml"))
    var config = "assay.yaml"

    func run() async throws {
        let configuration = try ConfigurationFile(path: config).read()
        let server = try ServerAssembly(configuration, environment: ProcessInfo.processInfo.environment)
        do {
            try await server.run()
        } catch let error as StoreError {
            throw CommandError(.unavailable, error.message)
        }
    }
}

/// Puts the long-lived parts of a server together.
private struct ServerAssembly {
    private let configuration: AssayConfiguration
    private let store: BuildStore
    private let blobs: BlobStore
    private let forges: [ConfiguredForge]
    private let publisher: ReleasePublisher
    private let environment: [String: String]
    private let logger: Logger

    init(_ configuration: AssayConfiguration, environment: [String: String]) throws {
        self.configuration = configuration
        self.environment = environment
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        logger = Logger(label: "assay")
        forges = try ConfiguredForge.all(configuration)
        (store, blobs) = try StoreLocation(configuration).open()
        publisher = try ReleasePublisher(
            forges,
            blobs: blobs,
            publicURL: Self.publicURL(configuration),
            isSimulated: configuration.enclave.platform == .simulated,
            policy: configuration.builderPolicy,
            environment: environment
        )
    }

    func run() async throws {
        try await blobs.sweep(now: Int(Date().timeIntervalSince1970), keeping: store.uploads())
        try await store.endLeases(ofHolders: LeaseHolder.isGone)
        let queue = QueueSettings(
            workers: configuration.workers,
            owner: LeaseHolder.current
        )
        var services: [any ServiceLifecycle.Service] = [try webServer()]
        if configuration.workers > 0 {
            Sandbox.arrangeControlGroups()
            let runner = try PipelineRunner(
                settings: pipelineSettings(),
                blobs: blobs,
                workDirectory: configuration.store.data + "/work",
                logger: logger
            )
            services.append(
                BuildQueue(
                    store: store,
                    runner: ServedRunner(runner: runner, store: store, publisher: publisher),
                    settings: queue,
                    logger: logger
                )
            )
        }
        if publisher.isNeeded {
            services.append(
                PublicationQueue(store: store, settings: queue, logger: logger) { [publisher] lease in
                    try await publisher.publish(lease)
                }
            )
            services.append(
                StatusReports(store: store, settings: queue, logger: logger) { [publisher] build in
                    try await publisher.report(build)
                }
            )
        }
        let group = ServiceGroup(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await group.run()
    }

    private func webServer() throws -> WebServer {
        let forges = forges
        let list = configuration.source
        let archive = BuildArchive(blobs: blobs)
        let actions = ServerActions(
            resolveRepository: { text in
                guard let url = RepositoryURL(text) else {
                    throw BuildFailure(.sourceNotAllowed, "repo_url is not the URL of a repository")
                }
                if let repository = forges.lazy.compactMap({ $0.resolve(url) }).first { return repository }
                guard let allowed = list.allowed(text) else {
                    throw BuildFailure(
                        .sourceNotAllowed,
                        "the configuration does not allow this repository",
                        hint: "the operator can add it to source.allow"
                    )
                }
                return ResolvedRepository(url: allowed.url.description)
            },
            archive: { id, format in try archive.stream(id, format) }
        )
        return try WebServer(
            try serverConfiguration(),
            store: store,
            blobs: blobs,
            actions: actions,
            logger: logger
        ) { [logger] port in logger.info("listening", metadata: ["port": "\(port)"]) }
    }

    private func serverConfiguration() throws -> Server.ServerConfiguration {
        Server.ServerConfiguration(
            host: configuration.server.listen.host,
            port: configuration.server.listen.port,
            publicURL: Self.publicURL(configuration),
            corsOrigins: Set(configuration.server.cors),
            proxies: configuration.server.proxies,
            forges: try Dictionary(uniqueKeysWithValues: forges.map { ($0.name, try $0.webhooks(environment)) }),
            isSimulated: configuration.enclave.platform == .simulated
        )
    }

    private func pipelineSettings() throws -> PipelineSettings {
        var settings = try PipelineSettings(configuration)
        settings.allowedSources += forges.flatMap(\.sourcePatterns)
        settings.credentials = try forges.compactMap { try $0.fetchCredential(environment) }
        return settings
    }

    private static func publicURL(_ configuration: AssayConfiguration) -> String {
        configuration.server.publicURL ?? "http://\(configuration.server.listen)"
    }
}

/// Asks the forge before a build whether its release could be published, so that nobody builds for hours in vain, and
/// notes afterwards that a source is public.
private struct ServedRunner: BuildRunner {
    let runner: PipelineRunner
    let store: BuildStore
    let publisher: ReleasePublisher

    func run(_ job: BuildJob, onEvent: @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildOutput {
        if job.request.publish { try await publisher.preflight(store.build(job.id)) }
        let output = try await runner.run(job, onEvent: onEvent)
        if output.isSourcePublic { try await store.markPublic(job.id) }
        return output
    }
}
