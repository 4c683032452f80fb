import Forges
import Store

/// What the routes share.
struct ServerServices: Sendable {
    let configuration: ServerConfiguration
    let actions: ServerActions
    let store: BuildStore
    let blobs: BlobStore
    let access: AccessPolicy
    let budget: BodyBudget
    let connections: ConnectionBudget
    let forms: BuildFormReader
    let documents: BuildDocument
    let streams: BuildStreams
    let pages: Pages
    let metrics = ServerMetrics()

    init(
        _ configuration: ServerConfiguration,
        store: BuildStore,
        blobs: BlobStore,
        actions: ServerActions
    ) throws {
        self.configuration = configuration
        self.actions = actions
        self.store = store
        self.blobs = blobs
        access = AccessPolicy(store: store, configuration: configuration)
        budget = BodyBudget(limit: configuration.limits.bodiesInMemory)
        connections = ConnectionBudget(
            limit: configuration.limits.connectionsPerAddress,
            exempt: configuration.proxies
        )
        forms = BuildFormReader(blobs: blobs, budget: budget, limits: configuration.limits)
        documents = BuildDocument(store: store, blobs: blobs)
        streams = BuildStreams(
            store: store,
            documents: documents,
            timing: configuration.timing,
            places: StreamBudget(limit: configuration.limits.streams)
        )
        pages = try Pages(isSimulated: configuration.isSimulated)
    }
}
