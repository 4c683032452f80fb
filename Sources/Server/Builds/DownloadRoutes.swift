import Builds
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// The files of builds, streamed from disk.
struct DownloadRoutes: Sendable {
    let services: ServerServices

    func add(to router: some RouterMethods<APIContext>) {
        router.get("builds/{id}/artifacts/{name}") { request, context in
            let id = try context.buildID()
            guard let name = ArtifactName(try context.decoded("name")) else { throw APIError.notFound }
            let build = try await services.store.build(id)
            // The file alone is not enough: a build that failed late may have left some.
            guard let artifact = build.output?.artifacts.first(where: { $0.name == name.description }) else {
                throw APIError.notFound
            }
            return try await file(.artifact(id, name), name.description, request, digest: artifact.sha256)
        }
        router.get("builds/{id}/build-config/{name}") { request, context in
            let id = try context.buildID()
            let build = try await services.store.build(id)
            guard let name = ConfigurationName(try context.decoded("name")),
                build.output?.configurationName == name.description
            else { throw APIError.notFound }
            return try await file(.configuration(id, name), name.description, request)
        }
        for (path, name) in [("provenance", BuildFile.provenance), ("evidence", .evidence), ("log", .log)] {
            router.get("builds/{id}/\(path)") { request, context in
                let id = try context.buildID()
                _ = try await services.store.build(id)
                return try await file(.file(id, name), name.rawValue, request)
            }
        }
        router.get("builds/{id}/bundle") { _, context in
            let build = try await services.store.build(try context.buildID())
            guard build.output != nil else { throw APIError.notFound }
            let archive = try await services.actions.archive(build.id, .tarGzip)
            return Reply.archive(archive, name: "\(build.id).tar.gz", type: "application/octet-stream")
        }
    }

    private func file(
        _ blob: BlobName,
        _ name: String,
        _ request: Request,
        digest: String? = nil
    ) async throws -> Response {
        let file = try await services.blobs.open(blob)
        var headers = Reply.downloadHeaders(name: name)
        headers[.acceptRanges] = "bytes"
        let tag = digest.map { "\"\($0)\"" }
        if let tag { headers[.eTag] = tag }
        // A range of another version is of no use: then the whole is sent (RFC 9110, section 13.1.5).
        let isSameVersion = request.headers[.ifRange] == nil || request.headers[.ifRange] == tag
        switch isSameVersion ? ByteRange(request.headers[.range], size: file.size) : .whole {
        case .whole:
            return Response(status: .ok, headers: headers, body: Self.body(file, 0..<file.size))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
            return Response(status: .partialContent, headers: headers, body: Self.body(file, range))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(file.size)"
            headers[.contentDisposition] = nil
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    private static func body(_ file: BlobFile, _ range: Range<Int>) -> ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            for try await chunk in file.chunks(range) { try await writer.write(ByteBuffer(bytes: chunk)) }
            try await writer.finish(nil)
        }
    }
}
