import CurlKit
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedirectTests {
    private func redirect(to location: String, status: Int = 302) throws -> LoopbackServer {
        try LoopbackServer { _ in .init(status: status, headers: ["Location": location]) }
    }

    @Test func `a redirect is the response unless it may be followed`() async throws {
        let server = try redirect(to: "http://127.0.0.1:1/")
        #expect(try await client(for: server).send(.init(url: server.url)).status == 302)
    }

    @Test func `a credential stays with its origin`() async throws {
        let seen = Mutex<[String?]>([])
        let target = try LoopbackServer { request in
            seen.withLock { $0.append(request.headers["Authorization"]) }
            return .init(text: "here")
        }
        let server = try LoopbackServer { request in
            seen.withLock { $0.append(request.headers["Authorization"]) }
            return .init(status: 307, headers: ["Location": target.url])
        }
        let credential = HTTPCredential(origin: try HTTPURL(server.url).origin, value: "Bearer secret")
        let request = try HTTPRequest(url: server.url, redirects: .follow(atMost: 1), credentials: [credential])
        #expect(try await client(for: server, target).send(request).status == 200)
        #expect(seen.withLock { $0 } == ["Bearer secret", nil])
        #expect(!"\(credential)".contains("secret") && !String(reflecting: request).contains("secret"))
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://example.org/", "http://user:pw@example.org/", "gopher://x/", "", "http://a b/",
    ])
    func `other schemes and credentials are not followed`(location: String) async throws {
        let server = try redirect(to: location)
        let error = await #expect(throws: HTTPError.self) {
            try await client(for: server).send(.init(url: server.url, redirects: .follow(atMost: 3)))
        }
        #expect(error?.code == .redirectRefused)
        #expect(error?.message.contains("pw") == false)
    }

    @Test func `the address policy holds after a redirect`() async throws {
        let target = try LoopbackServer { _ in .init(text: "metadata") }
        for location in [target.url, "http://localhost:\(target.port)/"] {
            let server = try redirect(to: location)
            let error = await #expect(throws: HTTPError.self) {
                try await client(for: server).send(.init(url: server.url, redirects: .follow(atMost: 3)))
            }
            #expect(error?.code == .addressRefused)
        }
    }

    @Test func `a circle ends`() async throws {
        let count = Mutex(0)
        let server = try LoopbackServer { _ in
            count.withLock { $0 += 1 }
            return .init(status: 301, headers: ["Location": "/again"])
        }
        let error = await #expect(throws: HTTPError.self) {
            try await client(for: server).send(.init(url: server.url, redirects: .follow(atMost: 3)))
        }
        #expect(error?.code == .redirectRefused)
        #expect(count.withLock { $0 } == 4)
    }

    @Test func `the caller decides where a redirect may lead`() async throws {
        let target = try LoopbackServer { _ in .init() }
        let server = try redirect(to: target.url)
        let error = await #expect(throws: HTTPError.self) {
            let isSame: @Sendable (HTTPURL) -> Bool = { $0.origin.port == server.port }
            return try await client(for: server, target)
                .send(.init(url: server.url, redirects: .follow(atMost: 3, where: isSame)))
        }
        #expect(error?.code == .redirectRefused)
    }

    @Test(arguments: [(303, "GET", ""), (302, "GET", ""), (307, "POST", "body"), (308, "POST", "body")])
    func `the method follows the status`(status: Int, method: String, body: String) async throws {
        let target = try LoopbackServer { .init(text: $0.method + " " + $0.text) }
        let server = try redirect(to: target.url, status: status)
        let request = HTTPRequest(
            "POST",
            try HTTPURL(server.url),
            body: .bytes(Array("body".utf8)),
            redirects: .follow(atMost: 1)
        )
        let response = try await client(for: server, target).send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "\(method) \(body)")
    }
}
