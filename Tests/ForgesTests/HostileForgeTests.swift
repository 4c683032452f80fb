import Builds
import CurlKit
import Forges
import Synchronization
import TestSupport
import Testing

/// Answers that no forge should give.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct HostileForgeTests {
    private func clients(
        _ handler: @escaping LoopbackServer.Handler
    ) throws -> (server: LoopbackServer, clients: [any ForgeClient]) {
        let server = try LoopbackServer(handler: handler)
        let origin = try HTTPURL(server.url).origin.endpoint
        let configuration = HTTPClient.Configuration(
            userAgent: "assay-tests",
            addresses: .publicOnly(except: [origin]),
            retries: .never
        )
        let http = HTTPClient(configuration: configuration)
        let token = ForgeToken("the-token")
        let github = try GitHubClient(http: http, api: HTTPURL(server.url + "/api/v3"), token: token)
        let gitea = try GiteaClient(http: http, api: HTTPURL(server.url + "/api/v1"), token: token)
        return (server, [github, gitea])
    }

    /// Every read of a client; all must throw and none may crash.
    private func expectErrors(_ clients: [any ForgeClient], _ comment: String) async throws {
        let name = try #require(RepositoryName("owner/demo"))
        let tag = try #require(RefName.tag("v1.0"))
        let release = Release(id: "1", tag: "v1.0", notes: "", isDraft: true)
        for client in clients {
            await #expect(throws: ForgeError.self, "\(comment)") { try await client.repository(name) }
            await #expect(throws: ForgeError.self, "\(comment)") { try await client.releases(of: tag, in: name) }
            await #expect(throws: ForgeError.self, "\(comment)") { try await client.assets(of: release, in: name) }
            await #expect(throws: ForgeError.self, "\(comment)") { try await client.webhooks(in: name) }
            await #expect(throws: ForgeError.self, "\(comment)") { try await client.publish(release, in: name) }
        }
    }

    @Test(arguments: [
        "", "{", "[1]", "[[]]", "[null]", #"{"id":1e99}"#, "\u{FEFF}[]", "\"x\"", "<html></html>",
        #"{"id":1,"id":2}"#, #"[{"id":"1","tag_name":"v1.0","draft":false}]"#,
        String(repeating: "[", count: 10_000),
    ])
    func `an answer of another shape is an error`(text: String) async throws {
        let (server, clients) = try clients { _ in .init(text: text) }
        defer { server.stop() }
        try await expectErrors(clients, "\(text.prefix(40))")
    }

    @Test(arguments: [301, 302, 307, 400, 401, 403, 404, 409, 410, 418, 422, 429, 500, 503, 599])
    func `a status that is no success is an error without the answer's control characters`(status: Int) async throws {
        let (server, clients) = try clients { _ in
            .init(status: status, text: #"{"message":"\u001b[31mred\n"}"#)
        }
        defer { server.stop() }
        let name = try #require(RepositoryName("owner/demo"))
        for client in clients {
            let error = await #expect(throws: ForgeError.self) { try await client.repository(name) }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }, "\(text)")
            #expect(!text.contains("the-token"))
        }
    }

    @Test func `an endless answer is cut off`() async throws {
        let (server, clients) = try clients { _ in .endless(Array(repeating: 0x20, count: 65536)) }
        defer { server.stop() }
        let name = try #require(RepositoryName("owner/demo"))
        for client in clients {
            let error = await #expect(throws: ForgeError.self) { try await client.repository(name) }
            #expect(error?.code == .invalidResponse)
        }
    }

    @Test func `a list that never ends is read to a bound`() async throws {
        let count = Atomic(0)
        let (server, clients) = try clients { request in
            if request.path.contains("/tags/") { return .init(status: 404, text: "{}") }
            let page = count.wrappingAdd(1, ordering: .relaxed).newValue
            let text = #"[{"id":\#(page),"tag_name":"v0.\#(page)","draft":true}]"#
            return .init(headers: ["Link": "<http://elsewhere.invalid/>; rel=\"next\""], text: text)
        }
        defer { server.stop() }
        let name = try #require(RepositoryName("owner/demo"))
        let tag = try #require(RefName.tag("v1.0"))
        for client in clients { #expect(try await client.releases(of: tag, in: name).isEmpty) }
        #expect(count.load(ordering: .relaxed) == 40)
    }

    @Test func `a renamed repository is followed on the same host alone`() async throws {
        let reached = Mutex<[String]>([])
        let other = try LoopbackServer { request in
            reached.withLock { $0.append(request.target) }
            return .init(text: #"{"id":1,"full_name":"owner/new","private":false}"#)
        }
        let elsewhere = other.url
        let (server, clients) = try clients { request in
            switch request.path {
            case let path where path.hasSuffix("/owner/old"):
                return .init(status: 301, headers: ["Location": "/moved"])
            case "/moved": return .init(text: #"{"id":1,"full_name":"owner/new","private":false}"#)
            default: return .init(status: 301, headers: ["Location": elsewhere + "/stolen"])
            }
        }
        defer { server.stop() }
        let old = try #require(RepositoryName("owner/old"))
        let name = try #require(RepositoryName("owner/demo"))
        for client in clients {
            #expect(try await client.repository(old).name.description == "owner/new")
            await #expect(throws: ForgeError.self) { try await client.repository(name) }
        }
        #expect(reached.withLock { $0.isEmpty })
        other.stop()
    }

    @Test(arguments: ["..", "../../api/v1/user", "x", String(repeating: "z", count: 36)])
    func `an attachment's identifier cannot lead elsewhere`(uuid: String) async throws {
        let (server, clients) = try clients { _ in
            .init(text: #"[{"id":1,"name":"a","size":1,"uuid":"\#(uuid)"}]"#)
        }
        defer { server.stop() }
        let name = try #require(RepositoryName("owner/demo"))
        let release = Release(id: "1", tag: "v1.0", notes: "", isDraft: true)
        let gitea = try #require(clients.first { $0.kind == .gitea })
        await #expect(throws: ForgeError.self) { try await gitea.assets(of: release, in: name) }
    }

    @Test func `tags that point to one another end`() async throws {
        let object = String(repeating: "a", count: 40)
        let (server, clients) = try clients { request in
            let ref = request.path.contains("/git/ref/") ? #""ref":"refs/tags/v1.0","# : ""
            return .init(text: #"{\#(ref)"object":{"type":"tag","sha":"\#(object)"}}"#)
        }
        defer { server.stop() }
        let name = try #require(RepositoryName("owner/demo"))
        let tag = try #require(RefName.tag("v1.0"))
        let github = try #require(clients.first { $0.kind == .github })
        let error = await #expect(throws: ForgeError.self) { try await github.tag(tag, of: name) }
        #expect(error?.code == .refused)
    }
}
