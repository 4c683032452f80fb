import Bytes
import Foundation
import StrictJSON
import TestSupport
import Testing

/// Where the secrets of a server are while a build runs, seen from outside by root.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct SecretTests {
    private static let fetchToken = "fetch-token-5b1e77a0c4d2"
    private static var authorization: String {
        "Basic " + Array("x-access-token:\(fetchToken)".utf8).base64
    }

    /// A server whose forge wants the fetch token, with a gate in front of git.
    private func makeSite(_ gate: Gate) throws -> (site: ForgeSite, file: ServerFile) {
        let site = try ForgeSite(.github, authorization: Self.authorization) { _ in
            gate.pass()
            return nil
        }
        let token = try ServerFile.secret(Self.fetchToken, "fetch-token")
        return (site, ServerFile(forges: [try site.section("    fetch_token: { file: \(token) }")]))
    }

    @Test(.enabled(if: getuid() == 0, "needs root to look into processes"))
    func `the pipeline process holds neither publishing token nor webhook secret`() async throws {
        let gate = Gate()
        let (site, file) = try makeSite(gate)
        let tag = try site.tag("v1.0.0")
        try await AssayServer.run(file) { server in
            let reply = try await server.deliver(Push(kind: .github, ref: "refs/tags/v1.0.0", object: tag.object))
            let id = try #require(reply["build_id"])
            await gate.arrival()
            let pipeline = try #require(
                try ProcessView.all().first {
                    try $0.parent() == server.process.pid && $0.arguments().contains("pipeline")
                }
            )
            for secret in [FakeForge.token, ForgeSite.secret] {
                let bytes = Array(secret.utf8)
                let spellings = [bytes, Array(bytes.base64.utf8), Array(bytes.hexadecimal.utf8)]
                #expect(try !pipeline.memoryContains(spellings))
                for view in try pipeline.family() {
                    #expect(try !view.file("environ").contains(bytes))
                    #expect(try !view.file("cmdline").contains(bytes))
                }
                // The search finds a secret where there is one.
                #expect(try ProcessView(pid: server.process.pid).memoryContains([bytes]))
            }
            #expect(try pipeline.memoryContains([Array(Self.authorization.utf8)]))
            #expect(try !pipeline.file("environ").contains(Array("ASSAY".utf8)))
            let targets = try pipeline.descriptors()
            #expect(!targets.contains { $0.contains("token") || $0.contains("secret") || $0.contains("assay.db") })
            gate.open()
            let build = try await server.outcome(of: id)
            #expect(build["status"]?.string == "success", "\(build)")
            try await expectNoTrace(of: id, server)
        }
        let api = site.forge.requests.compactMap { $0.headers["Authorization"] }
        #expect(Set(api) == ["Bearer \(FakeForge.token)"])
        #expect(Set(site.git.requests.compactMap { $0.headers["Authorization"] }) == [Self.authorization])
    }

    /// Nothing that anybody may read has a secret in it.
    private func expectNoTrace(of id: String, _ server: AssayServer) async throws {
        var texts = [server.process.text]
        for path in ["", "/events", "/log", "/provenance", "/evidence"] {
            texts.append(try await server.request("/builds/\(id)\(path)").text)
        }
        texts.append(try await server.request("/metrics").text)
        for secret in [FakeForge.token, ForgeSite.secret, Self.fetchToken, Array(Self.fetchToken.utf8).base64] {
            #expect(!texts.contains { $0.contains(secret) })
        }
    }

    @Test func `the fetch token goes to its own host only`() async throws {
        let root = ScratchDirectory.current.path("served")
        let second = try GitHTTPServer(root: root)
        let site = try ForgeSite(.github) { request in
            guard request.headers["Authorization"] == Self.authorization else {
                return .init(status: 401, headers: ["WWW-Authenticate": "Basic"])
            }
            return .init(status: 302, headers: ["Location": second.url + request.target])
        }
        let token = try ServerFile.secret(Self.fetchToken, "fetch-token")
        let section = try site.section("    fetch_token: { file: \(token) }")
        let commit = try site.repository.git("rev-parse", "HEAD")
        let file = ServerFile(forges: [section], allow: [second.url + "/*"])
        try await AssayServer.run(file) { server in
            let (_, build) = try await server.build(Push(kind: .github, ref: "refs/heads/main", object: commit))
            #expect(build["status"]?.string == "failed")
            #expect(!server.process.text.contains(Self.fetchToken))
        }
        #expect(site.git.requests.contains { $0.headers["Authorization"] == Self.authorization })
        #expect(second.requests.allSatisfy { $0.headers["Authorization"] == nil })
    }
}
