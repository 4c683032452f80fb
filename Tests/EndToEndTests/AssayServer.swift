import Foundation
import StrictJSON
import TestSupport

/// A running `assay serve` with a data directory and a configuration of its own.
struct AssayServer: Sendable {
    /// The server's base URL, without a slash at the end.
    let url: String
    /// The process.
    let process: LongRun

    /// Starts a server in the scratch directory, runs `body`, and stops the server whatever happens.
    static func run(
        _ configuration: ServerFile,
        environment: [String: String] = [:],
        _ body: (AssayServer) async throws -> Void
    ) async throws {
        let server = try await start(configuration, environment: environment)
        do {
            try await body(server)
        } catch {
            try await server.process.stop(within: 1)
            throw ServerFailure(error: error, log: server.process.text)
        }
        try await server.process.stop(within: 1)
    }

    /// Starts a server and waits until it listens.
    static func start(_ configuration: ServerFile, environment: [String: String] = [:]) async throws -> AssayServer {
        let path = try configuration.write()
        let process = try LongRun(
            AssayProgram.path(),
            ["serve", "--config", path],
            environment: AssayProgram.environment(environment)
        )
        let port = await process.first { line -> Int? in
            guard line.contains("listening"), let range = line.range(of: "port=") else { return nil }
            return Int(line[range.upperBound...].prefix { $0.isNumber })
        }
        guard let port else { throw ServerFailure(error: NeverHappened(question: "listening"), log: process.text) }
        return AssayServer(url: "http://127.0.0.1:\(port)", process: process)
    }

    // MARK: Requests

    /// Sends one request with curl.
    func request(
        _ path: String,
        method: String = "GET",
        headers: [String: String] = [:],
        body: [UInt8]? = nil,
        more: [String] = []
    ) async throws -> Reply {
        var arguments = [
            "--silent", "--show-error", "--include", "--no-buffer", "--max-time", "120", "--request", method,
        ]
        for (name, value) in headers { arguments += ["--header", "\(name): \(value)"] }
        if body != nil { arguments += ["--header", "Expect:", "--data-binary", "@-"] }
        let run = try await AssayProgram.program(
            "/usr/bin/curl",
            arguments + more + [url + path],
            input: body ?? []
        )
        return Reply(run.output)
    }

    /// Sends a form to `POST /build/stream` and reads the stream to its end.
    func stream(_ fields: [String]) async throws -> (reply: Reply, stream: EventStream) {
        let reply = try await request("/build/stream", method: "POST", more: fields.flatMap { ["--form", $0] })
        return (reply, EventStream(reply.text))
    }

    /// Starts a build and leaves its stream open.
    func watch(_ fields: [String]) throws -> LongRun {
        try LongRun(
            "/usr/bin/curl",
            ["--silent", "--no-buffer", "--max-time", "120"] + fields.flatMap { ["--form", $0] }
                + [url + "/build/stream"],
            environment: AssayProgram.environment()
        )
    }

    /// Reads the events of a build to their end.
    func events(of build: String, after id: Int? = nil) async throws -> EventStream {
        let headers = id.map { ["Last-Event-ID": "\($0)"] } ?? [:]
        return EventStream(try await request("/builds/\(build)/events", headers: headers).text)
    }

    /// The builds that everybody may know of, newest first.
    func builds() async throws -> [JSONValue] {
        guard let builds = try await request("/builds").json["builds"]?.array else {
            throw NeverHappened(question: "a list of builds")
        }
        return builds
    }

    /// What the server says of a build.
    func build(_ id: String) async throws -> JSONValue { try await request("/builds/\(id)").json }

    /// Waits for the end of a build; what the server then says of it.
    func outcome(of build: String) async throws -> JSONValue {
        _ = try await events(of: build)
        return try await self.build(build)
    }

    /// Writes what a URL gives to a file of the scratch directory; the file's path.
    func download(_ path: String, to name: String) async throws -> String {
        let file = ScratchDirectory.current.path(name)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(try await request(path).body).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// A test failed before a server, which had this to say.
struct ServerFailure: Error, CustomStringConvertible {
    let error: any Error
    let log: String

    var description: String { "\(error)\nthe server:\n\(log)" }
}
