import Foundation
import StrictJSON
import TestSupport
import Testing

/// Refs that change between an event and its release, and commits that were never under the ref.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct MovedRefTests {
    /// What an attested source says of its ref.
    private func source(_ server: AssayServer, _ id: String) async throws -> (text: String, hasRef: Bool) {
        let text = try await server.request("/builds/\(id)/provenance").text
        return (text, text.contains("@refs/"))
    }

    @Test func `a tag that moves before it is fetched is not built`() async throws {
        let gate = Gate()
        let site = try ForgeSite(.github) { _ in
            gate.pass()
            return nil
        }
        let old = try site.tag("v1.0.0", message: "one")
        try await AssayServer.run(site.configuration()) { server in
            let reply = try await server.deliver(Push(kind: .github, ref: "refs/tags/v1.0.0", object: old.object))
            let id = try #require(reply["build_id"])
            await gate.arrival()
            try site.repository.commit(["moved.txt": "moved\n"])
            _ = try site.tag("v1.0.0", message: "two")
            gate.open()
            let build = try await server.outcome(of: id)
            #expect(build["status"]?.string == "failed")
            #expect(build["error_type"]?.string == "TAG_MOVED")
            #expect(site.forge.holdings.releases.isEmpty)
            let log = try await server.events(of: id)
            #expect(!log.events.contains { $0.message.hasPrefix("Building") })
            _ = try await site.statuses(of: old.commit, until: "failure")
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a tag that moves while its files are uploaded leaves a draft`(kind: FakeForge.Kind) async throws {
        let site = try ForgeSite(kind)
        let tag = try site.tag("v1.0.0")
        site.forge.before(.createRelease) { forge in
            let other = String(repeating: "b", count: 40)
            forge.change { $0.tags["v1.0.0"] = .init(object: other, commit: other) }
        }
        try await AssayServer.run(site.configuration()) { server in
            let (id, build) = try await server.build(Push(kind: kind, ref: "refs/tags/v1.0.0", object: tag.object))
            #expect(build["status"]?.string == "failed")
            #expect(build["error_type"]?.string == "TAG_MOVED")
            #expect(site.forge.holdings.releases.map(\.isDraft) == [true])
            #expect(site.forge.holdings.releases.map(\.publications) == [0])
            // What was built stays there to be looked at.
            #expect(try await server.request("/builds/\(id)/bundle").status == 200)
        }
    }

    @Test func `a commit that a force-push took off its branch is built without a ref`() async throws {
        let gate = Gate()
        let site = try ForgeSite(.github) { _ in
            gate.pass()
            return nil
        }
        let base = try site.repository.git("rev-parse", "HEAD")
        let pushed = try site.repository.commit(["pushed.txt": "pushed\n"])
        try await AssayServer.run(site.configuration()) { server in
            let reply = try await server.deliver(Push(kind: .github, ref: "refs/heads/main", object: pushed))
            let id = try #require(reply["build_id"])
            await gate.arrival()
            try site.repository.git("reset", "--quiet", "--hard", base)
            let other = try site.repository.commit(["other.txt": "other\n"])
            gate.open()
            let build = try await server.outcome(of: id)
            #expect(build["status"]?.string == "success", "\(build)")
            let source = try await source(server, id)
            #expect(!source.hasRef)
            #expect(source.text.contains(pushed))
            #expect(!source.text.contains(other))
            #expect(source.text.contains("refs/heads/main"))
        }
    }

    @Test func `a commit further down a branch is attested under it`() async throws {
        let site = try ForgeSite(.gitea)
        let pushed = try site.repository.git("rev-parse", "HEAD")
        try site.repository.commits(20)
        try await AssayServer.run(site.configuration()) { server in
            let (id, build) = try await server.build(Push(kind: .gitea, ref: "refs/heads/main", object: pushed))
            #expect(build["status"]?.string == "success", "\(build)")
            #expect(try await source(server, id).text.contains("@refs/heads/main"))
        }
    }

    @Test func `a fork's commit under the parent's name gets no ref and no release`() async throws {
        let site = try ForgeSite(.github)
        let tag = try site.tag("v1.0.0")
        // Forges keep the objects of forks beside the parent's: the commit is there, under no ref of the parent.
        try site.repository.git("checkout", "--quiet", "--detach")
        let foreign = try site.repository.commit(["evil.txt": "evil\n"])
        try site.repository.git("checkout", "--quiet", "main")
        try await AssayServer.run(site.configuration()) { server in
            let (id, branch) = try await server.build(Push(kind: .github, ref: "refs/heads/main", object: foreign))
            #expect(branch["status"]?.string == "success", "\(branch)")
            #expect(try await source(server, id).hasRef == false)
            let push = Push(kind: .github, ref: "refs/tags/v1.0.0", object: foreign)
            let (_, release) = try await server.build(push)
            #expect(release["status"]?.string == "failed")
            #expect(release["error_type"]?.string == "TAG_MOVED")
            #expect(site.forge.holdings.releases.isEmpty)

            let (reply, stream) = try await server.stream(["repo_url=\(site.source)", "ref=\(foreign)"])
            #expect(reply.status == 200)
            #expect(stream.status == "success", "\(stream.text)")
            let manual = try #require(stream.result?["build_id"]?.string)
            #expect(try await source(server, manual).hasRef == false)
        }
        #expect(tag.commit != foreign)
    }
}
