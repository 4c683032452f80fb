import Addresses
import Builds
import Bytes
import Forges
import Foundation
import OpenSSLKit
import Server
import Store
import TestSupport
import Testing

/// Clients that want more of the server than is theirs.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct ConnectionLimitTests {
    /// 127.0.0.2, another address of this machine than the tests' own.
    private static let stranger: UInt32 = 0x7F00_0002
    private static let halfOpen = "POST /webhooks/local HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"

    private func connect(_ count: Int, to port: Int) async throws -> [RawClient] {
        try await blocking {
            try (0..<count).map { _ in
                let client = try RawClient(port: port, from: Self.stranger)
                client.send(Self.halfOpen)
                return client
            }
        }
    }

    @Test func `half-open connections of one address do not keep a delivery of another waiting`() async throws {
        try await TestServer.run { configuration in
            configuration.limits.connections = 40
            configuration.limits.connectionsPerAddress = 16
            configuration.timing.head = .seconds(3600)
            configuration.forges["local"] = WebhookForge(
                kind: .github,
                secrets: WebhookSecret("secret").map { [$0] } ?? [],
                repositories: [SegmentPattern("o/*")].compactMap(\.self),
                refs: [SegmentPattern("refs/tags/*")].compactMap(\.self),
                cloneURL: { "https://forge.test/\($0).git" }
            )
        } body: { server, _ in
            let strangers = try await connect(200, to: server.port)
            let body = Array(
                """
                {"ref":"refs/tags/v1","before":"\(String(repeating: "0", count: 40))",
                "after":"\(String(repeating: "1", count: 40))",
                "repository":{"id":7,"full_name":"o/r","private":false}}
                """.utf8
            )
            let delivered = try await server.request(
                "POST",
                "/webhooks/local",
                [
                    ("Content-Type", "application/json"), ("X-GitHub-Event", "push"), ("X-GitHub-Delivery", "1"),
                    (
                        "X-Hub-Signature-256",
                        "sha256=" + HMAC.sha256(key: Array("secret".utf8), message: body).hexadecimal
                    ),
                ],
                body: body
            )
            #expect(delivered.status == 202)
            // Which of them are served is up to the kernel; all others are refused, and some of these are told so.
            var metrics = ""
            for _ in 0..<2000 where !metrics.contains("assay_events_total{kind=\"connection_refused\"} 184") {
                metrics = try await server.request("GET", "/metrics").text
            }
            #expect(metrics.contains("assay_events_total{kind=\"connection_refused\"} 184"), "\(metrics)")
            let refused = try #require(strangers.compactMap { RawResponse($0.pending()) }.first)
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "10")
            #expect(refused.text.contains("UNAVAILABLE"))
        }
    }

    @Test func `an address gets its connections back when it closes them`() async throws {
        try await TestServer.run {
            $0.limits.connectionsPerAddress = 2
        } body: { server, _ in
            let port = server.port
            for _ in 0..<3 {
                var strangers = try await connect(2, to: port)
                strangers.removeAll()
                // The server hears of it a moment later.
                let isServed = try await blocking {
                    for _ in 0..<2000 {
                        let client = try RawClient(port: port, from: Self.stranger)
                        client.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                        if RawResponse(client.receiveAll())?.status == 200 { return true }
                        usleep(5000)
                    }
                    return false
                }
                #expect(isServed)
            }
        }
    }

    @Test func `a proxy may hold the connections of many clients`() async throws {
        try await TestServer.run {
            $0.limits.connectionsPerAddress = 1
            $0.proxies = [AddressRange("127.0.0.2")].compactMap(\.self)
        } body: { server, _ in
            let port = server.port
            let held = try await connect(5, to: port)
            let status = try await blocking {
                let client = try RawClient(port: port, from: Self.stranger)
                client.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                return RawResponse(client.receiveAll())?.status
            }
            #expect(status == 200)
            withExtendedLifetime(held) {}
        }
    }

    @Test func `event streams leave room for other requests`() async throws {
        try await TestServer.run {
            $0.limits.streams = 2
        } body: { server, _ in
            let (port, request) = (server.port, BuildRequest(source: .upload(UploadRequest(sha256: "", size: 1))))
            let build = try await server.store.createBuild(request, subject: BuildSubject(isPublic: false))
            var streams = try await blocking {
                try (0..<2).map { _ in
                    let client = try RawClient(port: port)
                    client.send("GET /builds/\(build.id)/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    _ = client.receive()
                    return client
                }
            }
            let form = Form().field("repo_url", "https://forge.test/o/r").body
            for path in ["/builds/\(build.id)/events", "/build/\(build.id)/events"] {
                let refused = try await server.request("GET", path)
                #expect(refused.status == 503, "\(path)")
                #expect(refused.headers["retry-after"] == "10")
            }
            for path in ["/build/stream", "/build"] {
                let refused = try await server.request("POST", path, [Form.contentType], body: form)
                #expect(refused.status == 503, "\(path)")
            }
            #expect(try await server.store.counts() == [.queued: 1])
            #expect(try await server.request("GET", "/health").status == 200)

            streams.removeAll()
            _ = try await server.store.cancel(build.id)
            var status = 503
            for _ in 0..<2000 where status == 503 {
                status = try await server.request("GET", "/builds/\(build.id)/events").status
            }
            #expect(status == 200)
        }
    }
}
