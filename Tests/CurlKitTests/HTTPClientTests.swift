import CurlKit
import Foundation
import Synchronization
import TestSupport
import Testing

/// A client that may talk to `servers` and gives up on slow ones after a second.
func client(
    for servers: LoopbackServer...,
    retries: RetryPolicy = .never,
    adjust: (inout HTTPClient.Configuration) -> Void = { _ in }
) -> HTTPClient {
    var configuration = HTTPClient.Configuration(
        userAgent: "assay-test",
        addresses: .publicOnly(except: Set(servers.map(\.authority))),
        retries: retries
    )
    configuration.lowSpeedTime = .seconds(1)
    adjust(&configuration)
    return HTTPClient(configuration: configuration)
}

@Suite(.scratchDirectory, .timeLimit(.minutes(10))) struct HTTPClientTests {
    @Test func `a request arrives as it was written`() async throws {
        let server = try LoopbackServer { request in
            let fields = request.headers.fields.filter { $0.name != "Host" }.map { "\($0.name)=\($0.value)" }
            return .init(status: 201, headers: ["X-Y": " z "], text: request.method + fields.joined(separator: ","))
        }
        let url = try HTTPURL(server.url + "/a")
        let request = HTTPRequest("PATCH", url, headers: ["X-A": "b"], body: .bytes(Array("12".utf8)))
        let response = try await client(for: server).send(request)
        #expect(response.status == 201)
        #expect(response.headers["x-y"] == "z")
        let text = "PATCHUser-Agent=assay-test,Accept=*/*,X-A=b,Content-Length=2"
        #expect(String(decoding: response.body, as: UTF8.self) == text)
    }

    @Test(arguments: [1, 0, 3_000_000]) func `a file is sent with its length`(size: Int) async throws {
        let content = String(repeating: "x", count: size)
        let path = try ScratchDirectory.current.write(content, to: "file")
        let server = try LoopbackServer { request in
            .init(headers: ["X-Length": request.headers["Content-Length"] ?? "-"], body: request.body)
        }
        let url = try HTTPURL(server.url + "/a")
        let response = try await client(for: server).send(HTTPRequest("PUT", url, body: .file(path: path)))
        #expect(response.headers["X-Length"] == "\(size)")
        #expect(response.body == Array(content.utf8))
    }

    @Test func `a form with a file is sent with its length`() async throws {
        let path = try ScratchDirectory.current.write("content", to: "file")
        let server = try LoopbackServer { request in
            .init(headers: ["X-Type": request.headers["Content-Type"] ?? "-"], body: request.body)
        }
        let body = HTTPBody.multipartFile(field: "attachment", fileName: "a.txt", contentType: "text/plain", path: path)
        let response = try await client(for: server).send(HTTPRequest("POST", HTTPURL(server.url), body: body))
        let boundary = try #require(response.headers["X-Type"]?.split(separator: "boundary=").last)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == "--\(boundary)\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\ncontent\r\n--\(boundary)--\r\n"
        )
    }

    @Test func `a symbolic link is not sent`() async throws {
        let link = ScratchDirectory.current.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc/passwd")
        let server = try LoopbackServer { _ in .init() }
        let error = await #expect(throws: HTTPError.self) {
            try await client(for: server).send(HTTPRequest("PUT", HTTPURL(server.url), body: .file(path: link)))
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: [
        "http://user:secret@example.org/", "https://user@example.org/", "file:///etc/passwd", "ext::sh -c id",
        "ssh://example.org/", "example.org", "http://", "http://a b/", "http://example.org\\@evil/", "http://a:0/", "",
        "http://a/%2e%2E/b", "http://a/b/.%2e", "http://a/%2e/b", "http://a:99999/", "https://exämple.org/",
        "http://a/\r\nX: y",
    ])
    func `other URLs are refused without repeating a secret`(text: String) {
        let error = #expect(throws: HTTPError.self) { try HTTPURL(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("secret") == false)
    }

    @Test func `URLs are normalised`() throws {
        let url = try HTTPURL("HTTPS://Example.ORG/a/../b?c#d")
        #expect(url.description == "https://example.org/b?c")
        #expect(try HTTPURL("http://a:80").description == "http://a/")
        #expect(try HTTPURL("http://a:8080/b%2Fc?d=%20&e").description == "http://a:8080/b%2Fc?d=%20&e")
        #expect(url.origin.port == 443)
        #expect(url.path == "/b")
        #expect(try HTTPURL("http://0x7f.1/").origin.host == "127.0.0.1")
        #expect(try url.appending("x y", "a/b?c#d").path == "/b/x%20y/a%2Fb%3Fc%23d")
        for component in ["..", ".", ""] { #expect(throws: HTTPError.self) { try url.appending("x", component) } }
        #expect(try url.withQuery([("n", "a&b")]).description.hasSuffix("/b?n=a%26b"))
    }

    @Test func `bodies have a limit in memory and in a file`() async throws {
        let server = try LoopbackServer { _ in .endless() }
        let request = HTTPRequest("GET", try HTTPURL(server.url))
        let inMemory = await #expect(throws: HTTPError.self) {
            try await client(for: server).send(request, bodyLimit: 100_000)
        }
        #expect(inMemory?.code == .tooLarge)
        let path = ScratchDirectory.current.path("download")
        let inFile = await #expect(throws: HTTPError.self) {
            try await client(for: server).download(request, to: path, limit: 1_000_000)
        }
        #expect(inFile?.code == .tooLarge)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a download is written, an error is not`() async throws {
        let server = try LoopbackServer { $0.path == "/a" ? .init(text: "content") : .init(status: 404, text: "none") }
        let path = ScratchDirectory.current.path("download")
        let missing = try await client(for: server).download(.init(url: server.url + "/b"), to: path, limit: 100)
        #expect(missing.status == 404)
        #expect(String(decoding: missing.body, as: UTF8.self) == "none")
        #expect(!FileManager.default.fileExists(atPath: path))
        _ = try await client(for: server).download(.init(url: server.url + "/a"), to: path, limit: 100)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "content")
    }

    @Test func `an endless error page is cut off`() async throws {
        let server = try LoopbackServer { _ in
            .raw(Array(("HTTP/1.1 500 X\r\n\r\n" + String(repeating: "x", count: 1_000_000)).utf8))
        }
        let response = try await client(for: server).stream(.init(url: server.url), limit: 10) { _ in }
        #expect(response.status == 500)
        #expect(response.body.count == HTTPClient.errorBodyLimit)
    }

    @Test(arguments: [
        String(repeating: "X-A: b\r\n", count: 10_000), String(repeating: "A: b\r\n", count: 300),
        "X-A: " + String(repeating: "b", count: 70_000) + "\r\n",
        "X-A: " + String(repeating: "b", count: 200_000),
        "\r\n" + String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 10_000),
    ])
    func `header fields have a limit`(fields: String) async throws {
        let server = try LoopbackServer { _ in .raw(Array(("HTTP/1.1 100 OK\r\n" + fields + "\r\n").utf8)) }
        let error = await #expect(throws: HTTPError.self) { try await client(for: server).send(.init(url: server.url)) }
        #expect(error?.code == .tooLarge)
    }

    @Test(arguments: ["stall", "trickle"]) func `a slow server is left`(kind: String) async throws {
        let server = try LoopbackServer { _ in kind == "stall" ? .stall : .trickle() }
        let error = await #expect(throws: HTTPError.self) {
            try await client(for: server) { $0.lowSpeedLimit = 1000 }.send(.init(url: server.url))
        }
        #expect(error?.code == .timeout)
    }

    @Test func `what is no HTTP is an error`() async throws {
        for bytes in [
            "", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nConte",
        ] {
            let server = try LoopbackServer { _ in .raw(Array(bytes.utf8)) }
            let error = await #expect(throws: HTTPError.self) {
                try await client(for: server).send(.init(url: server.url))
            }
            #expect([.connection, .protocolViolation, .invalidRequest].contains(error?.code))
        }
    }

    @Test func `a cancelled task leaves at once`() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { _ in
            arrival.yield()
            return .stall
        }
        let client = client(for: server) { $0.lowSpeedTime = .seconds(600) }
        let task = Task { try await client.send(.init(url: server.url)) }
        for await _ in arrived { break }
        task.cancel()
        let error = await #expect(throws: HTTPError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func `no proxy is taken from the environment`() async throws {
        // A process of its own: the environment is shared with every other test.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:9", 1)
            setenv("ALL_PROXY", "http://127.0.0.1:9", 1)
            let server = try LoopbackServer { _ in .init(text: "direct") }
            let response = try await client(for: server).send(.init(url: server.url))
            guard response.status == 200 else { throw CocoaError(.featureUnsupported) }
        }
    }

    @Test func `a header field cannot carry another line`() async throws {
        let server = try LoopbackServer { _ in .init() }
        for fields: HTTPHeaders in [["X": "a\r\nY: b"], ["X Y": "a"], ["": "a"], ["X": "a\u{0}"]] {
            let error = await #expect(throws: HTTPError.self) {
                try await client(for: server).send(HTTPRequest("GET", HTTPURL(server.url), headers: fields))
            }
            #expect(error?.code == .invalidRequest)
        }
    }
}

extension HTTPRequest {
    /// A `GET` of a test server's URL.
    init(url: String, redirects: RedirectPolicy = .none, credentials: [HTTPCredential] = []) throws {
        self.init("GET", try HTTPURL(url), credentials: credentials, redirects: redirects)
    }
}
