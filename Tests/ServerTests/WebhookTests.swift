import Builds
import Bytes
import Forges
import Foundation
import OpenSSLKit
import Server
import Store
import StrictJSON
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct WebhookTests {
    private static let secret = "a secret of the test"

    private func configure(_ configuration: inout ServerConfiguration) {
        configuration.forges["local"] = WebhookForge(
            kind: .github,
            secrets: WebhookSecret(Self.secret).map { [$0] } ?? [],
            repositories: [SegmentPattern("owner/*")].compactMap(\.self),
            refs: [SegmentPattern("refs/tags/v*"), SegmentPattern("refs/heads/main")].compactMap(\.self),
            cloneURL: { "https://forge.test/\($0).git" }
        )
        configuration.forges["closed"] = WebhookForge(
            kind: .github,
            secrets: [],
            repositories: [],
            refs: [],
            cloneURL: { "https://forge.test/\($0).git" }
        )
    }

    private func payload(ref: String = "refs/tags/v1", repository: String = "owner/name", after: Character = "1")
        -> [UInt8]
    {
        Array(
            """
            {"ref":"\(ref)","before":"\(String(repeating: "0", count: 40))","after":"\(String(repeating: after, count: 40))",
            "repository":{"id":7,"full_name":"\(repository)","private":false,"clone_url":"https://evil.test/x.git"},
            "sender":{"login":"someone"}}
            """.utf8
        )
    }

    private func headers(_ body: [UInt8], id: String = "d1", event: String = "push", secret: String = secret) -> [(
        String, String
    )] {
        [
            ("Content-Type", "application/json"), ("X-GitHub-Event", event), ("X-GitHub-Delivery", id),
            ("X-Hub-Signature-256", "sha256=" + HMAC.sha256(key: Array(secret.utf8), message: body).hexadecimal),
        ]
    }

    private func deliver(
        _ server: TestServer,
        _ body: [UInt8],
        _ headers: [(String, String)],
        to path: String = "/webhooks/local"
    ) async throws -> RawResponse {
        try await server.request("POST", path, headers, body: body)
    }

    @Test func `a tag push is stored before it is acknowledged, and its copies are known`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let body = payload()
            let first = try await deliver(server, body, headers(body))
            #expect(first.status == 202)
            let json = try JSONParser.parse(first.body)
            #expect(json["status"] == "queued")
            let id = try #require(json["build_id"]?.string.flatMap { BuildID($0) })
            let build = try await server.store.build(id)
            #expect(build.origin == .webhook)
            #expect(build.request.publish)
            #expect(build.subject.isPublic)
            // The URL comes from the configuration, whatever the payload says.
            let source = RepositoryRequest(
                url: "https://forge.test/owner/name.git",
                ref: "refs/tags/v1",
                commit: ObjectID(String(repeating: "1", count: 40))
            )
            #expect(build.request.source == .repository(source))
            for copy in ["d1", "d2"] {
                let again = try await deliver(server, body, headers(body, id: copy), to: "/v1/webhooks/local")
                #expect(again.status == 202)
                #expect(try JSONParser.parse(again.body)["status"] == "known")
                #expect(try JSONParser.parse(again.body)["build_id"]?.string == id.description)
            }
            #expect(try await server.store.counts() == [.queued: 1])
        }
    }

    @Test func `a configured branch is built and not published, others are left`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let main = payload(ref: "refs/heads/main")
            #expect(try await deliver(server, main, headers(main)).status == 202)
            let build = try #require(try await server.store.builds(BuildFilter(publicOnly: true)).builds.first)
            #expect(!build.request.publish)
            for (body, event) in [
                (payload(ref: "refs/heads/other"), "push"), (payload(after: "0"), "push"), (Array("{}".utf8), "ping"),
            ] {
                #expect(try await deliver(server, body, headers(body, id: event, event: event)).status == 200)
            }
            #expect(try await server.store.counts() == [.queued: 1])
        }
    }

    @Test func `a wrong, empty or missing signature is refused`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let body = payload()
            let right = headers(body)
            let wrong: [[(String, String)]] = [
                Array(right.dropLast()),
                right.dropLast() + [("X-Hub-Signature-256", "")],
                right.dropLast() + [("X-Hub-Signature-256", "sha256=")],
                right.dropLast() + [("X-Hub-Signature-256", "sha256=" + String(repeating: "0", count: 64))],
                headers(body, secret: "another secret"),
                headers(body + [0x20]),
            ]
            for headers in wrong {
                let response = try await deliver(server, body, headers)
                #expect(response.status == 401)
                #expect(!response.text.contains(Self.secret))
            }
            let forWrongBody = headers(Array("x".utf8))
            #expect(try await deliver(server, body, forWrongBody).status == 401)
            // Without any secret every delivery is refused, also one that is signed with an empty one.
            #expect(try await deliver(server, body, headers(body, secret: ""), to: "/webhooks/closed").status == 401)
            #expect(try await server.store.counts().isEmpty)
        }
    }

    @Test func `one repository's hook does not speak for another`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let hook = try await server.store.createHook(forge: "local", repository: "owner/name")
            let path = "/webhooks/local/\(hook.id)"
            let own = payload()
            let other = payload(repository: "owner/other")
            #expect(try await deliver(server, other, headers(other, secret: hook.secret), to: path).status == 401)
            #expect(try await deliver(server, own, headers(own), to: path).status == 401)
            #expect(try await deliver(server, own, headers(own, secret: hook.secret)).status == 401)
            let outside = payload(repository: "stranger/name")
            #expect(try await deliver(server, outside, headers(outside)).status == 401)
            #expect(try await server.store.counts().isEmpty)
            #expect(try await deliver(server, own, headers(own, secret: hook.secret), to: path).status == 202)
            _ = try await server.store.removeHook(hook.id)
            #expect(try await deliver(server, own, headers(own, secret: hook.secret), to: path).status == 404)
        }
    }

    @Test func `a delivery that gives its repository another's number is no copy of the other's`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let hook = try await server.store.createHook(forge: "local", repository: "owner/name")
            let other = payload(repository: "owner/other")
            let first = try JSONParser.parse(try await deliver(server, other, headers(other)).body)
            let own = payload()
            let response = try await deliver(
                server,
                own,
                headers(own, secret: hook.secret),
                to: "/webhooks/local/\(hook.id)"
            )
            let second = try JSONParser.parse(response.body)
            #expect(second["status"] == "queued")
            #expect(second["build_id"] != first["build_id"])
            #expect(try await server.store.counts() == [.queued: 2])
        }
    }

    @Test func `unknown places, types and shapes have their statuses`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let body = payload()
            let unknown = try await deliver(server, body, headers(body), to: "/webhooks/nowhere")
            #expect(unknown.status == 404)
            #expect(try await deliver(server, body, headers(body), to: "/webhooks/local/\(BuildID())").status == 404)
            let text = [("Content-Type", "text/plain")] + headers(body).dropFirst()
            #expect(try await deliver(server, body, text).status == 415)
            for malformed in ["{", "[]", "{}", #"{"ref":"refs/tags/../x"}"#, "{\"ref\":1}"] {
                let bytes = Array(malformed.utf8)
                #expect(try await deliver(server, bytes, headers(bytes)).status == 400, "\(malformed)")
            }
        }
    }

    @Test func `a body past the limit is refused, announced or not`() async throws {
        try await TestServer.run(configure: configure) { server, _ in
            let size = 26 << 20
            let announced = try await server.send(
                Array("POST /webhooks/local HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(size)\r\n\r\n".utf8)
            )
            #expect(announced.status == 413)
            let port = server.port
            let chunked = try await blocking {
                let client = try RawClient(port: port)
                client.send("POST /webhooks/local HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 20) + Array("\r\n".utf8)
                for _ in 0..<26 where !client.send(chunk) { break }
                return client.receiveAll()
            }
            #expect(RawResponse(chunked)?.status == 413)
            #expect(try await server.store.counts().isEmpty)
        }
    }

    @Test func `bodies that would fill the memory are put off`() async throws {
        try await TestServer.run { configuration in
            configure(&configuration)
            configuration.limits.bodiesInMemory = 100
        } body: { server, _ in
            let body = payload()
            let response = try await deliver(server, body, headers(body))
            #expect(response.status == 503)
            #expect(response.headers["retry-after"] != nil)
        }
    }
}
