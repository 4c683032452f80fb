import Foundation
import Synchronization

/// Serves the repositories of a folder through `git http-backend` with default settings.
package final class GitHTTPServer: Sendable {
    /// Answers instead of git, or returns `nil`.
    package typealias Interceptor = @Sendable (LoopbackServer.Request) -> LoopbackServer.Response?

    private let server: LoopbackServer
    private let log: Log

    /// The base URL, without a slash at the end.
    package var url: String { server.url }
    /// The host and port.
    package var authority: String { server.authority }
    /// Every request so far.
    package var requests: [LoopbackServer.Request] { log.requests.withLock { $0 } }

    /// Starts to serve.
    ///
    /// - Parameters:
    ///   - root: The folder that the path of a URL is looked up in.
    ///   - authorization: The value that every request's `Authorization` must have.
    ///   - version2: Whether the server understands protocol version 2.
    ///   - intercept: Asked before git is.
    /// - Throws: `POSIXError` if there is no free port.
    package init(
        root: String,
        authorization: String? = nil,
        version2: Bool = true,
        intercept: @escaping Interceptor = { _ in nil }
    ) throws {
        let log = Log()
        self.log = log
        server = try LoopbackServer { request in
            log.requests.withLock { $0.append(request) }
            if let response = intercept(request) { return response }
            if let authorization, request.headers["Authorization"] != authorization {
                return .init(status: 401, headers: ["WWW-Authenticate": "Basic"], text: "authentication required")
            }
            return Self.answer(request, root: root, version2: version2)
        }
    }

    /// Closes the port and every connection.
    package func stop() { server.stop() }

    /// Asks `git http-backend`.
    package static func answer(
        _ request: LoopbackServer.Request,
        root: String,
        version2: Bool = true
    ) -> LoopbackServer.Response {
        var environment = GitFixture.environment
        environment["GIT_PROJECT_ROOT"] = root
        environment["GIT_HTTP_EXPORT_ALL"] = "1"
        environment["REQUEST_METHOD"] = request.method
        environment["PATH_INFO"] = request.path.removingPercentEncoding ?? request.path
        environment["QUERY_STRING"] = request.query
        environment["CONTENT_TYPE"] = request.headers["Content-Type"] ?? ""
        environment["CONTENT_LENGTH"] = "\(request.body.count)"
        environment["HTTP_CONTENT_ENCODING"] = request.headers["Content-Encoding"]
        environment["REMOTE_ADDR"] = "127.0.0.1"
        if version2 { environment["GIT_PROTOCOL"] = request.headers["Git-Protocol"] }
        let run = try? ProgramRun("/usr/bin/git", ["http-backend"], environment: environment, input: request.body)
        // A web server passes on what a CGI program wrote, however it ends: git's errors arrive that way.
        guard let run, !run.output.isEmpty else { return .init(status: 500, text: run?.errors ?? "git did not start") }
        return response(run.output)
    }

    private static func response(_ output: [UInt8]) -> LoopbackServer.Response {
        var response = LoopbackServer.Response()
        var rest = output[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            let name = String(line.prefix { $0 != ":" })
            let value = line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            if name == "Status" {
                response.status = Int(value.prefix(3)) ?? 500
            } else {
                response.headers.fields.append((name, value))
            }
        }
        response.body = Array(rest)
        return response
    }

    private final class Log: Sendable {
        let requests = Mutex<[LoopbackServer.Request]>([])
    }
}
