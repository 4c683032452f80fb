import Builds
import Hummingbird
import Store
import StrictJSON

/// Lists of builds and single builds, as JSON or as pages.
struct ListingRoutes: Sendable {
    let services: ServerServices
    /// Whether browsers get pages; under `/v1` and `/api` everybody gets JSON.
    let hasPages: Bool

    func add(to router: some RouterMethods<APIContext>) {
        router.get("builds") { request, _ in try await list(request) }
        router.get("builds/{id}") { request, context in try await show(request, context) }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = try Query(request)
        let page = try await services.store.builds(try query.filter(), after: try query.cursor(), limit: query.limit())
        if wantsPage(request) { return services.pages.list(page) }
        return varying(
            Reply.json([
                "builds": .array(page.builds.map(services.documents.summary)),
                "next_cursor": .init(page.next?.description),
            ])
        )
    }

    private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let build = try await services.store.build(try context.buildID())
        if wantsPage(request) {
            return services.pages.show(build, release: try await services.store.publication(of: build.id)?.releaseURL)
        }
        return varying(Reply.json(try await services.documents.detail(build)))
    }

    private func wantsPage(_ request: Request) -> Bool {
        hasPages && MediaRange.accepts(request.headers[.accept], "text/html")
    }

    private func varying(_ response: Response) -> Response {
        var response = response
        if hasPages { response.headers[.varyField] = "Accept" }
        return response
    }
}

/// The parameters of a listing.
private struct Query {
    private static let names: Set<String> = ["repository", "ref", "commit", "status", "cursor", "limit"]
    private let fields: [String: String]

    init(_ request: Request) throws {
        guard let fields = PercentEncoding.form(request.uri.query ?? "") else {
            throw APIError.invalid("the query is malformed")
        }
        if let unknown = fields.keys.first(where: { !Self.names.contains($0) }) { throw BuildForm.unknown(unknown) }
        self.fields = fields.filter { !$0.value.isEmpty }
    }

    func filter() throws -> BuildFilter {
        // Private builds are never listed, not even with a token: lists end up in caches and screenshots.
        BuildFilter(
            repository: fields["repository"],
            ref: fields["ref"],
            commit: try value("commit") { ObjectID($0) },
            status: try value("status") { BuildStatus(rawValue: $0) },
            publicOnly: true
        )
    }

    func cursor() throws -> BuildCursor? { try value("cursor") { BuildCursor($0) } }

    func limit() throws -> Int {
        try value("limit") { Int($0).flatMap { (1...BuildStore.largestPage).contains($0) ? $0 : nil } } ?? 50
    }

    private func value<Value>(_ name: String, _ convert: (String) -> Value?) throws -> Value? {
        guard let text = fields[name] else { return nil }
        guard let value = convert(text) else { throw APIError.invalid("\(name) is not acceptable") }
        return value
    }
}
