import Builds
import CurlKit
import Foundation
import GitKit
import TestSupport
import Testing

/// Real git over real HTTP, with the settings that `git http-backend` has by default.
@Suite(.scratchDirectory, .timeLimit(.minutes(10))) struct RealGitTests {
    private func client(
        _ url: String,
        allowing authorities: [String],
        credential: HTTPCredential? = nil,
        limits: UploadPackClient.Limits = .init(),
        redirects: Bool = false
    ) async throws -> UploadPackClient {
        var configuration = HTTPClient.Configuration(
            userAgent: "assay-test",
            addresses: .publicOnly(except: Set(authorities)),
            retries: .never
        )
        configuration.lowSpeedTime = .seconds(1)
        let transport = GitTransport.http(
            HTTPClient(configuration: configuration),
            repository: try HTTPURL(url),
            credential: credential,
            redirectsTo: { _ in redirects }
        )
        return try await UploadPackClient(transport, limits: limits)
    }

    private func fixture() throws -> GitFixture { try GitFixture(at: ScratchDirectory.current.path("root/project")) }
    private var root: String { ScratchDirectory.current.path("root") }

    /// Fetches and lets git itself judge the pack; the repository that it was unpacked into.
    private func fetch(
        _ ref: String?,
        commit: String? = nil,
        fullHistory: Bool = false
    ) async throws -> (source: RemoteSource, unpacked: GitFixture) {
        let server = try GitHTTPServer(root: root)
        let client = try await client(server.url + "/project/.git", allowing: [server.authority])
        let selector = try RefSelector(ref: ref, commit: commit.flatMap { ObjectID($0) })
        let source = try await client.fetchSource(
            selector,
            fullHistory: fullHistory,
            into: ScratchDirectory.current.path
        )
        let unpacked = try GitFixture(at: ScratchDirectory.current.path("unpacked"))
        for pack in [source.pack, source.history].compactMap({ $0 }) {
            try unpacked.git("index-pack", "--stdin", file: pack.path)
            for id in pack.shallow {
                try Data("\(id)\n".utf8).write(to: URL(fileURLWithPath: unpacked.gitDirectory + "/shallow"))
            }
        }
        return (source, unpacked)
    }

    @Test(arguments: [nil, "main", "refs/heads/main", "HEAD"]) func `a branch is fetched`(ref: String?) async throws {
        let repository = try fixture()
        try repository.commits(20)
        try repository.git("reset", "--quiet", "--hard")
        let commit = try repository.commit(["a": "content", "folder/b": "x"])
        let (source, unpacked) = try await fetch(ref)
        #expect(source.resolution.commit.description == commit)
        #expect(source.resolution.standing == .branch(try #require(RefName("refs/heads/main"))))
        #expect(try unpacked.git("show", commit + ":folder/b") == "x")
        #expect(try unpacked.git("rev-list", "--count", commit) == "1")
    }

    @Test func `annotated and lightweight tags lead to their commit`() async throws {
        let repository = try fixture()
        let commit = try repository.commit(["a": "1"])
        let object = try repository.tag("v1", message: "release")
        try repository.tag("light")
        try repository.commit(["a": "2"])
        let (annotated, unpacked) = try await fetch("v1", commit: commit)
        #expect(annotated.resolution.tagObject?.description == object)
        #expect(try unpacked.git("rev-parse", object + "^{commit}") == commit)
        try FileManager.default.removeItem(atPath: annotated.pack.path)
        let server = try GitHTTPServer(root: root)
        let client = try await client(server.url + "/project/.git", allowing: [server.authority])
        let light = try await client.resolve(RefSelector(ref: "refs/tags/light", commit: nil))
        #expect(light.standing == .tag(try #require(RefName("refs/tags/light")), object: nil))
        #expect(light.commit.description == commit)
    }

    @Test func `a moved tag builds the event's commit and attests no ref`() async throws {
        let repository = try fixture()
        let commit = try repository.commit(["a": "1"])
        try repository.commit(["a": "2"])
        try repository.tag("v1", message: "moved")
        let (source, _) = try await fetch("refs/tags/v1", commit: commit)
        #expect(source.resolution.standing == .none)
        #expect(source.resolution.requestedRef == "refs/tags/v1")
        #expect(source.resolution.commit.description == commit)
    }

    @Test func `a forced push between event and build leaves the event's commit without a ref`() async throws {
        let repository = try fixture()
        try repository.commit(["a": "0"])
        let commit = try repository.commit(["a": "1"])
        try repository.git("reset", "--quiet", "--hard", "HEAD~1")
        let tip = try repository.commit(["a": "2"])
        let (source, unpacked) = try await fetch("main", commit: commit)
        #expect(source.resolution.commit.description == commit)
        #expect(try unpacked.git("show", commit + ":a") == "1")
        #expect(source.history != nil)
        #expect(throws: GitFixtureError.self) { try unpacked.git("merge-base", "--is-ancestor", commit, tip) }
    }

    @Test func `a later push keeps the event's commit in its branch`() async throws {
        let repository = try fixture()
        let commit = try repository.commit(["a": "1"])
        let tip = try repository.commits(30)
        let (source, unpacked) = try await fetch("main", commit: commit)
        #expect(source.resolution.commit.description == commit)
        #expect(try unpacked.git("merge-base", "--is-ancestor", commit, tip) == "")
    }

    @Test func `of 2,000 commits only one is fetched, and all on request`() async throws {
        let repository = try fixture()
        try repository.commits(2000, bytes: 1000)
        let (shallow, _) = try await fetch("main")
        #expect(shallow.pack.size < 20_000)
        #expect(shallow.pack.shallow == [shallow.resolution.commit])
        try FileManager.default.removeItem(atPath: shallow.pack.path)
        try FileManager.default.removeItem(atPath: ScratchDirectory.current.path("unpacked"))
        let (full, unpacked) = try await fetch("main", fullHistory: true)
        #expect(full.pack.shallow == [])
        #expect(try unpacked.git("rev-list", "--count", full.resolution.commit.description) == "2000")
    }

    @Test func `a private repository needs its token, which no other host sees`() async throws {
        let repository = try fixture()
        try repository.commit(["a": "1"])
        let server = try GitHTTPServer(root: root, authorization: "Bearer secret")
        let url = server.url + "/project/.git"
        let denied = await #expect(throws: GitError.self) { try await client(url, allowing: [server.authority]) }
        #expect(denied?.code == .accessDenied)
        let credential = HTTPCredential(origin: try HTTPURL(url).origin, value: "Bearer secret")
        let allowed = try await client(url, allowing: [server.authority], credential: credential)
        let selector = try RefSelector(ref: nil, commit: nil)
        _ = try await allowed.fetchSource(selector, into: ScratchDirectory.current.path)

        let elsewhere = try GitHTTPServer(root: root)
        let redirecting = try GitHTTPServer(root: root) { request in
            .init(status: 302, headers: ["Location": elsewhere.url + request.target])
        }
        let authorities = [redirecting.authority, elsewhere.authority]
        let start = redirecting.url + "/project/.git"
        let own = HTTPCredential(origin: try HTTPURL(start).origin, value: "Bearer secret")
        let refused = await #expect(throws: GitError.self) {
            try await client(start, allowing: authorities, credential: own)
        }
        #expect(refused?.code == .notAllowed)
        #expect(elsewhere.requests.isEmpty)
        let followed = try await client(start, allowing: authorities, credential: own, redirects: true)
        _ = try await followed.references(prefixes: [])
        #expect(redirecting.requests.allSatisfy { $0.headers["Authorization"] == "Bearer secret" })
        #expect(elsewhere.requests.count == 2)
        #expect(elsewhere.requests.allSatisfy { $0.headers["Authorization"] == nil })
    }

    @Test func `whether a redirect is followed is asked about the repository that it leads to`() async throws {
        try fixture().commit(["a": "1"])
        let server = try GitHTTPServer(root: root) { request in
            guard request.target.hasPrefix("/old/") else { return nil }
            return .init(status: 301, headers: ["Location": "/project/" + request.target.dropFirst("/old/".count)])
        }
        let http = HTTPClient(
            configuration: .init(userAgent: "assay-test", addresses: .publicOnly(except: [server.authority]))
        )
        for (allowed, isFollowed) in [(server.url + "/project/.git", true), (server.url + "/project", false)] {
            let transport = GitTransport.http(http, repository: try HTTPURL(server.url + "/old/.git")) {
                $0.description == allowed
            }
            do throws(GitError) {
                let references = try await UploadPackClient(transport).references(prefixes: [])
                #expect(isFollowed && !references.isEmpty)
            } catch {
                #expect(!isFollowed && error.code == .notAllowed)
            }
        }
    }

    @Test func `all requests of a fetch share its time`() async throws {
        try fixture().commit(["a": "1"])
        let server = try GitHTTPServer(root: root) { $0.method == "POST" ? .stall : nil }
        var configuration = HTTPClient.Configuration(
            userAgent: "assay-test",
            addresses: .publicOnly(except: [server.authority])
        )
        configuration.lowSpeedTime = .seconds(3600)
        configuration.totalTimeout = .seconds(3600)
        let transport = GitTransport.http(
            HTTPClient(configuration: configuration),
            repository: try HTTPURL(server.url + "/project/.git"),
            within: .seconds(2)
        )
        let error = await #expect(throws: GitError.self) {
            _ = try await UploadPackClient(transport).references(prefixes: [])
        }
        #expect(error?.code == .timeout)
        #expect(server.requests.count <= 2)
    }

    @Test func `missing refs, missing commits and empty repositories have their own errors`() async throws {
        let repository = try fixture()
        _ = try GitFixture(at: ScratchDirectory.current.path("root/empty"))
        try repository.commit(["a": "1"])
        let server = try GitHTTPServer(root: root)
        func failure(_ path: String, _ ref: String?, _ commit: String? = nil) async throws -> GitError.Code? {
            let client = try await client(server.url + path, allowing: [server.authority])
            let selector = try RefSelector(ref: ref, commit: commit.flatMap { ObjectID($0) })
            let directory = try ScratchDirectory.make()
            defer { try? directory.remove() }
            return await #expect(throws: GitError.self) {
                try await client.fetchSource(selector, into: directory.path)
            }?.code
        }
        #expect(try await failure("/project/.git", "nope") == .refNotFound)
        #expect(try await failure("/project/.git", nil, String(repeating: "1", count: 40)) == .commitNotFound)
        #expect(try await failure("/empty/.git", nil) == .emptyRepository)
        #expect(try await failure("/empty/.git", "main") == .emptyRepository)
        let missing = await #expect(throws: GitError.self) {
            try await client(server.url + "/other/.git", allowing: [server.authority])
        }
        #expect(missing?.code == .accessDenied)
    }

    @Test func `a server of the old protocol is refused by name`() async throws {
        try fixture().commit(["a": "1"])
        let server = try GitHTTPServer(root: root, version2: false)
        let error = await #expect(throws: GitError.self) {
            try await client(server.url + "/project/.git", allowing: [server.authority])
        }
        #expect(error?.code == .unsupported)
    }

    @Test func `slow, endless and foreign servers are left`() async throws {
        try fixture().commit(["a": "1"])
        let result = "application/x-git-upload-pack-result"
        let pack = PacketLine.text("packfile").encoded
        let junk = PacketLine.data([1] + [UInt8](repeating: 0, count: 60_000)).encoded
        let cases: [(LoopbackServer.Response, GitError.Code)] = [
            (.trickle(pack, headers: ["Content-Type": result], pauseMilliseconds: 60_000), .timeout),
            (
                .producing(headers: ["Content-Type": result]) { write in
                    guard write(pack) else { return }
                    while write(junk) {}
                }, .limit
            ),
            (.init(headers: ["Content-Type": "text/html"], text: "<html>"), .protocolViolation),
            (.init(status: 500), .transport),
            (.closeWithoutReply, .transport),
        ]
        for (response, code) in cases {
            let server = try GitHTTPServer(root: root) { $0.method == "POST" ? response : nil }
            var limits = UploadPackClient.Limits()
            limits.packBytes = 1_000_000
            let client = try await client(server.url + "/project/.git", allowing: [server.authority], limits: limits)
            let commit = try #require(ObjectID(String(repeating: "1", count: 40)))
            let path = ScratchDirectory.current.path("pack")
            let error = await #expect(throws: GitError.self) {
                try await client.fetch(FetchRequest(wants: [commit]), to: path)
            }
            #expect(error?.code == code)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `a web page is no git server`() async throws {
        let server = try LoopbackServer { _ in .init(headers: ["Content-Type": "text/html"], text: "<html>") }
        let error = await #expect(throws: GitError.self) {
            try await client(server.url + "/x", allowing: [server.authority])
        }
        #expect(error?.code == .unsupported)
    }

    @Test func `loopback is refused unless the configuration names it, also behind a redirect`() async throws {
        try fixture().commit(["a": "1"])
        let server = try GitHTTPServer(root: root)
        let direct = await #expect(throws: GitError.self) {
            try await client(server.url + "/project/.git", allowing: [])
        }
        #expect(direct?.code == .notAllowed)
        for location in [server.url + "/project/.git/info/refs?service=git-upload-pack", "file:///etc/passwd"] {
            let redirecting = try LoopbackServer { _ in .init(status: 301, headers: ["Location": location]) }
            let error = await #expect(throws: GitError.self) {
                try await client(redirecting.url + "/x", allowing: [redirecting.authority], redirects: true)
            }
            #expect(error?.code == .notAllowed)
        }
        #expect(server.requests.isEmpty)
    }
}
