import Builds
import HTTPTypes
import Hummingbird
import Store
import StrictJSON

/// Starting, watching, cancelling and retrying builds.
struct BuildRoutes: Sendable {
    let services: ServerServices

    func add(to router: some RouterMethods<APIContext>) {
        router.post("build") { request, _ in try await build(request) }
        router.post("build/stream") { request, _ in try await stream(request) }
        router.get("build/{id}/events") { request, context in try await kettleEvents(request, context) }
        router.get("build/{id}/result") { _, context in try await kettleResult(context) }
        router.get("builds/{id}/events") { request, context in try await events(request, context) }
        router.post("builds/{id}/cancel") { request, context in try await cancel(request, context) }
        router.post("builds/{id}/retry") { request, context in try await retry(request, context) }
    }

    // MARK: Starting

    private func stream(_ request: Request) async throws -> Response {
        try await services.access.authorize(request)
        // Before the build is there: who is refused will ask again.
        let place = try services.streams.places.take()
        let build = try await start(try await form(request))
        var response = services.streams.response(.assay, build.id, after: nil, isPaced: true, place: place)
        response.headers[.location] = BuildDocument.path(build.id)
        response.headers[.buildID] = build.id.description
        return response
    }

    private func build(_ request: Request) async throws -> Response {
        try await services.access.authorize(request)
        let type = try contentType(request)
        if type.first == "application/json" {
            let build = try await start(try await services.forms.json(request))
            return Reply.json(["job_id": .string(build.id.description)], headers: headers(build.id))
        }
        let place = try services.streams.places.take()
        defer { withExtendedLifetime(place) {} }
        let build = try await services.streams.end(of: try await start(try await form(request)).id)
        guard build.status == .success else {
            let isRequesters = build.failure?.code == .unsupportedToolchain
            let result = try await services.documents.result(build)
            return Reply.json(
                result,
                status: isRequesters ? .badRequest : .internalServerError,
                headers: headers(build.id)
            )
        }
        if MediaRange.accepts(request.headers[.accept], "application/zip") {
            let archive = try await services.actions.archive(build.id, .zip)
            return Reply.archive(archive, name: "\(build.id).zip", type: "application/zip")
        }
        return Reply.json(try await services.documents.result(build), headers: headers(build.id))
    }

    private func form(_ request: Request) async throws -> BuildForm {
        try await services.forms.form(request, try contentType(request))
    }

    private func contentType(_ request: Request) throws -> HeaderValue {
        do {
            return try HeaderValue(request.headers[.contentType] ?? "")
        } catch {
            throw APIError(.unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "multipart/form-data is expected")
        }
    }

    private func start(_ form: BuildForm) async throws -> BuildRecord {
        let submission = try BuildSubmission(form, services.actions)
        try await submission.upload?.commit()
        return try await services.store.createBuild(submission.request, subject: submission.subject)
    }

    private func headers(_ id: BuildID) -> HTTPFields {
        [.location: BuildDocument.path(id), .buildID: id.description]
    }

    // MARK: Watching

    private func events(_ request: Request, _ context: APIContext) async throws -> Response {
        let build = try await services.store.build(try context.buildID())
        let after = request.headers[.lastEventID].map { Int($0).map { max(0, $0) } ?? 0 }
        // A browser's EventSource connects again whenever a stream ends; 204 is how it is told to stop.
        if let after, build.status.isFinal, after > build.lastEvent { return Response(status: .noContent) }
        let place = try services.streams.places.take()
        return services.streams.response(.assay, build.id, after: after, isPaced: false, place: place)
    }

    private func kettleEvents(_ request: Request, _ context: APIContext) async throws -> Response {
        let build = try await services.store.build(try context.buildID())
        let from = request.uri.queryParameters["from"].flatMap { Int($0) }
        let (after, place) = (from.map { max(0, $0) }, try services.streams.places.take())
        return services.streams.response(.kettle, build.id, after: after, isPaced: true, place: place)
    }

    private func kettleResult(_ context: APIContext) async throws -> Response {
        let build = try await services.store.build(try context.buildID())
        guard build.status == .success else { throw APIError.notFound }
        let archive = try await services.actions.archive(build.id, .tarGzip)
        return Reply.archive(archive, name: "\(build.id).tar.gz", type: "application/gzip")
    }

    // MARK: Changing

    private func cancel(_ request: Request, _ context: APIContext) async throws -> Response {
        try await services.access.authorize(request)
        let build = try await services.store.cancel(try context.buildID())
        return Reply.json(services.documents.summary(build), status: .accepted)
    }

    private func retry(_ request: Request, _ context: APIContext) async throws -> Response {
        try await services.access.authorize(request)
        let build = try await services.store.retry(try context.buildID())
        return Reply.json(services.documents.summary(build), status: .accepted, headers: headers(build.id))
    }
}
