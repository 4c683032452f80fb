import Builds
import Forges
import Foundation
import Logging
import Server
import ServiceLifecycle
import Store
import TestSupport

/// A server on a free port of this machine, for the time of one test.
struct TestServer: Sendable {
    let port: Int
    let store: BuildStore
    let blobs: BlobStore

    /// Runs `body` beside a server.
    static func run(
        configure: (inout ServerConfiguration) -> Void = { _ in },
        token: Bool = false,
        body: (TestServer, String) async throws -> Void
    ) async throws {
        let store = try BuildStore(path: ScratchDirectory.current.path("assay.db"))
        let blobs = try BlobStore(path: ScratchDirectory.current.path("data"))
        let token = token ? try await store.createToken(name: "test") : ""
        var configuration = ServerConfiguration(port: 0, publicURL: "http://127.0.0.1:8080")
        configure(&configuration)
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let server = try WebServer(
            configuration,
            store: store,
            blobs: blobs,
            actions: actions,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { continuation.yield($0) }
        )
        let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let task = Task {
            defer { continuation.finish() }
            try await group.run()
        }
        var port: Int?
        for await number in ports {
            port = number
            break
        }
        do {
            if let port { try await body(TestServer(port: port, store: store, blobs: blobs), token) }
        } catch {
            task.cancel()
            _ = try? await task.value
            throw error
        }
        if port != nil { await group.triggerGracefulShutdown() }
        try await task.value
    }

    private static let actions = ServerActions(
        resolveRepository: { url in
            guard url.hasPrefix("https://forge.test/") else {
                throw BuildFailure(.sourceNotAllowed, "this repository is not one that may be built")
            }
            return ResolvedRepository(url: url, forge: "local", repository: "o/r")
        },
        archive: { id, format in
            ByteStream { continuation in
                continuation.yield(Array("\(format) of ".utf8))
                continuation.yield(Array("\(id)".utf8))
                continuation.finish()
            }
        }
    )

    /// Sends a request with `Connection: close` and returns the whole response.
    func request(
        _ method: String,
        _ path: String,
        _ headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) async throws -> RawResponse {
        var head = "\(method) \(path) HTTP/1.1\r\nConnection: close\r\n"
        if !headers.contains(where: { $0.0 == "Host" }) { head += "Host: 127.0.0.1:\(port)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        return try await send(Array((head + "\r\n").utf8) + (body ?? []))
    }

    /// Sends bytes and returns the whole response.
    func send(_ bytes: [UInt8]) async throws -> RawResponse {
        let port = port
        let received = try await blocking {
            let client = try RawClient(port: port)
            client.send(bytes)
            return client.receiveAll()
        }
        guard let response = RawResponse(received) else { throw NoResponse() }
        return response
    }

    /// Sends a text and returns everything that comes back until the server closes.
    func exchange(_ text: String) async throws -> String {
        let port = port
        let received = try await blocking {
            let client = try RawClient(port: port)
            client.send(text)
            return client.receiveAll()
        }
        return String(decoding: received, as: UTF8.self)
    }

    /// Runs a build that somebody queued to its end, as a worker does.
    func finish(_ outcome: BuildOutcome, events: [BuildEvent] = []) async throws -> BuildID {
        while true {
            let changes = store.changes.listen(to: .queue)
            if let lease = try await store.leaseBuild(owner: "test", duration: .seconds(60)) {
                try await store.append(events, to: lease)
                _ = try await store.finish(lease, outcome)
                return lease.id
            }
            for await _ in changes { break }
            try Task.checkCancellation()
        }
    }

    /// Stores a build that ended well, with one artifact.
    func storeBuild(artifact: [UInt8], provenance: String = #"{"a":"é"}"#, isPublic: Bool = true) async throws
        -> BuildID
    {
        let build = try await store.createBuild(
            BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r"))),
            subject: BuildSubject(forge: "local", repository: "o/r", ref: "refs/tags/v1", isPublic: isPublic)
        )
        guard let name = ArtifactName("tool"), let configuration = ConfigurationName(".assay.yaml") else {
            throw NoResponse()
        }
        let summary = try await blobs.write(artifact, to: .artifact(build.id, name))
        try await blobs.write(Array("build: {}".utf8), to: .configuration(build.id, configuration))
        try await blobs.write(Array(provenance.utf8), to: .file(build.id, .provenance))
        try await blobs.write(Array("evidence".utf8), to: .file(build.id, .evidence))
        try await blobs.write(Array("log".utf8), to: .file(build.id, .log))
        return try await finish(
            .success(
                BuildOutput(
                    source: SourceIdentity(
                        origin: .upload(sha256: String(repeating: "0", count: 64)),
                        treeSHA256: String(repeating: "0", count: 64)
                    ),
                    artifacts: [Artifact(name: "tool", sha256: summary.sha256, size: summary.size)],
                    configurationName: ".assay.yaml",
                    platform: .simulated
                ),
                publication: nil
            ),
            events: [BuildEvent(.info, "Detected: make"), BuildEvent(.log, "hello é\nworld")]
        )
    }
}

struct NoResponse: Error {}

/// A multipart form as clients send it.
struct Form {
    static let boundary = "----boundary7MA4YWxk"
    static let contentType = ("Content-Type", "multipart/form-data; boundary=\(boundary)")

    private var bytes: [UInt8] = []

    func field(_ name: String, _ value: String) -> Form {
        adding("Content-Disposition: form-data; name=\"\(name)\"", Array(value.utf8))
    }

    func file(_ name: String, _ contents: [UInt8], fileName: String = "source.zip") -> Form {
        adding(
            "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\nContent-Type: application/zip",
            contents
        )
    }

    var body: [UInt8] { bytes + Array("--\(Self.boundary)--\r\n".utf8) }

    private func adding(_ head: String, _ contents: [UInt8]) -> Form {
        var form = self
        form.bytes += Array("--\(Self.boundary)\r\n\(head)\r\n\r\n".utf8) + contents + Array("\r\n".utf8)
        return form
    }
}
