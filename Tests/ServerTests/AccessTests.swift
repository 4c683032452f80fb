import Builds
import Foundation
import Server
import Store
import StrictJSON
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct AccessTests {
    private let form = Form().field("repo_url", "https://forge.test/o/r").body

    @Test(
        arguments: [
            ("Host", "example.org"), ("Host", "127.0.0.1.example.org"), ("Origin", "https://example.org"),
            ("Origin", "null"), ("Origin", "http://localhost:1"), ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"), ("X-Forwarded-For", "10.0.0.1"), ("Forwarded", "for=10.0.0.1"),
            ("X-Real-IP", "10.0.0.1"), ("Via", "1.1 proxy"), ("X-Forwarded", "for=10.0.0.1"),
            ("x-forwarded-ssl", "on"), ("X-Cluster-Client-IP", "10.0.0.1"), ("CF-Ray", "1"),
        ]
    )
    func `without a token a page elsewhere and a proxy start nothing`(name: String, value: String) async throws {
        try await TestServer.run { server, _ in
            for path in ["/build/stream", "/build", "/v1/build", "/builds/\(BuildID())/retry"] {
                let response = try await server.request("POST", path, [Form.contentType, (name, value)], body: form)
                #expect(response.status == 403, "\(path)")
                #expect(response.headers["access-control-allow-origin"] == nil)
            }
            #expect(try await server.store.counts().isEmpty)
        }
    }

    @Test func `without a token a second Host is refused`() async throws {
        try await TestServer.run { server, _ in
            let request = "GET /builds HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
            let response = try await server.send(Array(request.utf8))
            #expect(response.status == 400)
        }
    }

    @Test func `without a token other addresses than loopback are not served`() async throws {
        for configure: (inout ServerConfiguration) -> Void in [
            { $0.host = "0.0.0.0" }, { $0.publicURL = "https://builds.example.org" },
        ] {
            await #expect(throws: StoreError.self) { try await TestServer.run(configure: configure) { _, _ in } }
        }
    }

    @Test func `with a token it is needed for whatever starts or cancels`() async throws {
        try await TestServer.run(token: true) { server, token in
            let id = BuildID()
            let wrong = [
                nil, "Bearer", "Bearer ", "Bearer \(token)0", "Basic \(token)", token, "Bearer \(token.dropLast())",
            ]
            for path in ["/build", "/build/stream", "/api/build", "/builds/\(id)/cancel", "/builds/\(id)/retry"] {
                for authorization in wrong {
                    let headers = [Form.contentType] + (authorization.map { [("Authorization", $0)] } ?? [])
                    let response = try await server.request("POST", path, headers, body: form)
                    #expect(response.status == 401, "\(path)")
                    #expect(response.headers["www-authenticate"] == "Bearer")
                }
            }
            #expect(try await server.store.counts().isEmpty)
            let headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
            let body = Array(#"{"repo_url":"https://forge.test/o/r"}"#.utf8)
            #expect(try await server.request("POST", "/build", headers, body: body).status == 200)
        }
    }

    @Test func `the first token counts at once, also one that another process makes`() async throws {
        try await TestServer.run { server, _ in
            #expect(try await server.request("POST", "/build/stream", [Form.contentType], body: []).status == 400)
            #expect(try await server.request("GET", "/metrics").status == 200)
            let other = try BuildStore(path: ScratchDirectory.current.path("assay.db"))
            let token = try await other.createToken(name: "first")
            for path in ["/build/stream", "/build"] {
                #expect(try await server.request("POST", path, [Form.contentType], body: form).status == 401)
            }
            #expect(try await server.request("GET", "/metrics").status == 401)
            let bearer = ("Authorization", "Bearer \(token)")
            #expect(try await server.request("GET", "/metrics", [bearer]).status == 200)
            // Taking it away leaves the door closed.
            try await other.revokeToken(name: "first")
            #expect(try await server.request("GET", "/metrics", [bearer]).status == 401)
        }
    }

    @Test func `counters, which tell of private builds, need the token`() async throws {
        try await TestServer.run(token: true) { server, token in
            _ = try await server.storeBuild(artifact: [1], isPublic: false)
            for path in ["/metrics", "/v1/metrics", "/api/metrics"] {
                let refused = try await server.request("GET", path)
                #expect(refused.status == 401)
                #expect(!refused.text.contains("assay_"))
                let shown = try await server.request("GET", path, [("Authorization", "Bearer \(token)")])
                #expect(shown.text.contains("assay_builds{status=\"success\"} 1"))
            }
        }
    }

    @Test func `only listed origins are named to browsers, and never with credentials`() async throws {
        try await TestServer.run {
            $0.corsOrigins = ["https://pages.test"]
        } body: { server, _ in
            let listed = try await server.request("GET", "/builds", [("Origin", "https://pages.test")])
            #expect(listed.headers["access-control-allow-origin"] == "https://pages.test")
            #expect(listed.headers["access-control-allow-credentials"] == nil)
            #expect(listed.headers["vary"]?.contains("Origin") == true)
            let preflight = try await server.request(
                "OPTIONS",
                "/build/stream",
                [("Origin", "https://pages.test"), ("Access-Control-Request-Method", "POST")]
            )
            #expect(preflight.status == 204)
            let other = try await server.request("GET", "/builds", [("Origin", "https://pages.test.evil.test")])
            #expect(other.status == 403)
            #expect(other.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test func `private builds are shown to who knows their name, and never listed`() async throws {
        try await TestServer.run(token: true) { server, token in
            let id = try await server.storeBuild(artifact: [1], isPublic: false)
            for path in ["/builds", "/builds?repository=o/r", "/v1/builds", "/"] {
                let headers = [("Authorization", "Bearer \(token)"), ("Accept", "text/html")]
                #expect(try await server.request("GET", path, headers).text.contains(id.description) == false)
            }
            #expect(try await server.request("GET", "/builds/\(id)").status == 200)
            #expect(try await server.request("GET", "/builds/\(id)/artifacts/tool").body == [1])
        }
    }
}
