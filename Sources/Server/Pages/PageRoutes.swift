import Hummingbird
import Store
import StrictJSON

/// The start page and the files that pages load.
struct PageRoutes: Sendable {
    let services: ServerServices

    func add(to router: some RouterMethods<APIContext>) {
        router.get("/") { request, _ in
            guard MediaRange.accepts(request.headers[.accept], "text/html") else {
                var response = Reply.json(["service": "assay", "builds": "/builds", "openapi": "/openapi.json"])
                response.headers[.varyField] = "Accept"
                return response
            }
            return services.pages.list(try await services.store.builds(BuildFilter(publicOnly: true)))
        }
        router.get("assets/style.css") { _, _ in asset(PageAssets.style, "text/css; charset=utf-8") }
        router.get("assets/build.js") { _, _ in asset(PageAssets.script, "text/javascript; charset=utf-8") }
    }

    private func asset(_ text: String, _ type: String) -> Response {
        Reply.bytes(Array(text.utf8), type: type, headers: [.cacheControl: "max-age=3600"])
    }
}
