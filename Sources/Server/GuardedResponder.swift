import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Store

/// What surrounds the routes: admission, cross-origin rules, errors, counting.
struct GuardedResponder<Routes: HTTPResponder>: HTTPResponder where Routes.Context == APIContext {
    let services: ServerServices
    let routes: Routes

    func respond(to request: Request, context: APIContext) async throws -> Response {
        var response: Response
        do {
            try await services.access.admit(request)
            response = isPreflight(request) ? preflight() : try await routes.respond(to: request, context: context)
        } catch let error as HTTPParserError {
            // Hummingbird answers 400 and closes the connection.
            throw error
        } catch {
            response = Reply.error(Self.apiError(error, context.logger))
        }
        if request.method == .head { response = Self.head(of: response) }
        addCrossOriginFields(request, &response)
        services.metrics.count("http_\(response.status.code / 100)xx")
        return response
    }

    /// The header fields alone.
    private static func head(of response: Response) -> Response {
        var head = Response(status: response.status, headers: response.headers)
        // An empty body says 0; of what is made while it is sent nobody knows the length.
        head.headers[.contentLength] = response.headers[.contentLength]
        return head
    }

    private static func apiError(_ error: any Error, _ logger: Logger) -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as StoreError:
            let apiError = APIError(error)
            if apiError.status.kind == .serverError {
                logger.error("the store failed", metadata: ["error": "\(error)"])
            }
            return apiError
        case let error as any HTTPResponseError where error.status == .notFound: return .notFound
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            return APIError(error.status, "REQUEST_INVALID", error.status.reasonPhrase)
        default:
            logger.error("a request failed", metadata: ["error": "\(error)"])
            return .fault
        }
    }

    // MARK: Cross-origin rules

    private func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.accessControlRequestMethod] != nil
            && services.access.allowedOrigin(of: request) != nil
    }

    private func preflight() -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, HEAD, POST",
                .accessControlAllowHeaders: "Accept, Authorization, Content-Type, Last-Event-ID, Range",
                .accessControlMaxAge: "600",
            ]
        )
    }

    private func addCrossOriginFields(_ request: Request, _ response: inout Response) {
        guard !services.configuration.corsOrigins.isEmpty else { return }
        let vary = response.headers[.varyField]
        response.headers[.varyField] = vary.map { "\($0), Origin" } ?? "Origin"
        guard let origin = services.access.allowedOrigin(of: request) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Assay-Build-Id, Location, Content-Range"
    }
}
