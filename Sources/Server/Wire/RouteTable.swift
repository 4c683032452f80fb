import HTTPTypes
import Hummingbird

/// The routes, and for each path which methods it has: another method of a known path is 405 and not 404.
///
/// Whatever can be got has a head as well.
final class RouteTable: RouterMethods, HTTPResponderBuilder {
    typealias Context = APIContext

    private let routes = Router(context: APIContext.self)
    private var methods: [String: (path: RouterPath, methods: [HTTPRequest.Method])] = [:]

    @discardableResult
    func on<Responder: HTTPResponder>(
        _ path: RouterPath,
        method: HTTPRequest.Method,
        responder: Responder
    ) -> Self where Responder.Context == APIContext {
        routes.on(path, method: method, responder: responder)
        methods[path.description, default: (path, [])].methods.append(method)
        // The body goes where the response leaves, with those of errors.
        if method == .get { on(path, method: .head, responder: responder) }
        return self
    }

    @discardableResult
    func add(middleware: any MiddlewareProtocol<Request, Response, APIContext>) -> Self {
        routes.add(middleware: middleware)
        return self
    }

    func buildResponder() -> RouteResponder {
        // Hummingbird looks for a path and a method at once; here every path has one method, whose answer is the error.
        let paths = Router(context: APIContext.self)
        for (path, methods) in methods.values {
            paths.get(path) { _, _ -> Response in throw APIError.methodNotAllowed(methods) }
        }
        return RouteResponder(routes: routes.buildResponder(), paths: paths.buildResponder())
    }
}

/// Answers what a ``RouteTable`` knows.
struct RouteResponder: HTTPResponder {
    let routes: RouterResponder<APIContext>
    /// Throws the error for a method that a path does not have.
    let paths: RouterResponder<APIContext>

    func respond(to request: Request, context: APIContext) async throws -> Response {
        let response = try await routes.respond(to: request, context: context)
        // The router answers for what it does not know without a word.
        guard response.status == .notFound, response.headers[.contentType] == nil else { return response }
        var head = request.head
        head.method = .get
        _ = try await paths.respond(to: Request(head: head, body: request.body), context: context)
        throw APIError.notFound
    }
}
