import StrictJSON
import TestSupport
import Testing

/// A release that exists for the tag and that Assay did not make.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct ForeignReleaseTests {
    private func publish(_ site: ForgeSite, _ check: (JSONValue) async throws -> Void) async throws {
        let tag = try site.tag("v1.0.0")
        try await AssayServer.run(site.configuration()) { server in
            let push = Push(kind: site.forge.kind, ref: "refs/tags/v1.0.0", object: tag.object)
            try await check(try await server.build(push).build)
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `is extended where nothing is in the way`(kind: FakeForge.Kind) async throws {
        let site = try ForgeSite(kind)
        let manual = FakeForgeState.Asset(id: 2, name: "manual.pdf", contents: [1])
        site.forge.change { $0.releases = [.init(id: 1, tag: "v1.0.0", notes: "by hand", assets: [manual])] }
        try await publish(site) { build in
            #expect(build["status"]?.string == "success", "\(build)")
            let release = try #require(site.forge.holdings.releases.first)
            #expect(site.forge.holdings.releases.count == 1)
            #expect(release.notes == "by hand")
            #expect(
                Set(release.assets.map(\.name)) == [
                    "manual.pdf", "tool.txt", "SHA256SUMS", "provenance.intoto.jsonl", "evidence.json", "build.log",
                ]
            )
        }
    }

    @Test func `is refused before anything is built where a file of ours is in the way`() async throws {
        let site = try ForgeSite(.github)
        let sums = FakeForgeState.Asset(id: 2, name: "SHA256SUMS", contents: [1])
        site.forge.change { $0.releases = [.init(id: 1, tag: "v1.0.0", assets: [sums])] }
        try await publish(site) { build in
            #expect(build["status"]?.string == "failed")
            #expect(build["error_type"]?.string == "PUBLICATION_FAILED")
            #expect(build["error"]?.string?.contains("SHA256SUMS") == true)
            #expect(site.git.requests.isEmpty)
            #expect(site.forge.holdings.releases.map(\.assets.count) == [1])
        }
    }

    @Test func `is refused before anything is built where it is immutable`() async throws {
        let site = try ForgeSite(.github)
        site.forge.change { $0.releases = [.init(id: 1, tag: "v1.0.0", isImmutable: true)] }
        try await publish(site) { build in
            #expect(build["status"]?.string == "failed")
            #expect(build["error_type"]?.string == "PUBLICATION_FAILED")
            #expect(build["error"]?.string?.contains("immutable") == true, "\(build)")
            #expect(site.git.requests.isEmpty)
        }
    }

    @Test func `whose artifact's name is taken stays as it was`() async throws {
        let site = try ForgeSite(.gitea)
        let tool = FakeForgeState.Asset(id: 2, name: "tool.txt", contents: [1])
        site.forge.change { $0.releases = [.init(id: 1, tag: "v1.0.0", assets: [tool])] }
        try await publish(site) { build in
            #expect(build["status"]?.string == "failed")
            #expect(build["error_type"]?.string == "PUBLICATION_FAILED")
            let contents = site.forge.holdings.releases.flatMap(\.assets).filter { $0.name == "tool.txt" }
            #expect(contents.map(\.contents) == [[1]])
        }
    }
}
