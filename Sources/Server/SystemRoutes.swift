import Hummingbird
import Store
import StrictJSON

/// Routes for operators and machines: health, readiness, metrics, the description of the API.
struct SystemRoutes: Sendable {
    let services: ServerServices

    func add(to router: some RouterMethods<APIContext>) {
        router.get("health") { _, _ in Reply.text("ok") }
        router.get("readyz") { _, _ in try await ready() }
        router.get("metrics") { request, _ in
            try await services.access.authorize(request)
            let builds = try await services.store.counts()
            return Reply.text(services.metrics.text(builds: builds), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("openapi.json") { _, _ in
            Reply.bytes(
                Array(OpenAPI.document.utf8),
                type: "application/json",
                headers: [.cacheControl: "max-age=3600"]
            )
        }
    }

    /// Ready means that the next delivery would be stored, so a write is tried.
    private func ready() async throws -> Response {
        do {
            guard try await services.store.synchronousLevel() == 2 else { throw APIError.busy }
            _ = try await services.blobs.names().temporary
            return Reply.text("ready")
        } catch {
            throw APIError.busy
        }
    }
}
