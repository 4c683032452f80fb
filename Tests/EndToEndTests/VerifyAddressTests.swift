import StrictJSON
import TestSupport
import Testing

/// `assay verify` of a release by its address: fetched, judged, and its tag looked up.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct VerifyAddressTests {
    // GitHub's API hands out contents by a redirect to another host, which on loopback is refused as it should be.
    @Test func `a release is verified by its address as long as its tag stays`() async throws {
        let kind = FakeForge.Kind.gitea
        let site = try ForgeSite(kind)
        let tag = try site.tag("v1.0.0")
        try await AssayServer.run(site.configuration()) { server in
            let (_, build) = try await server.build(Push(kind: kind, ref: "refs/tags/v1.0.0", object: tag.object))
            #expect(build["status"]?.string == "success", "\(build)")
        }
        let run = try await verify(site, ["--source", site.source])
        #expect(run.status == 0, "\(run.text)\(run.errors)")
        #expect(run.text.contains("verified: 1 artifact"))

        // The address itself is an expectation: this release was built from the repository of another host.
        let implied = try await verify(site, [])
        #expect(implied.status == 1)
        #expect(implied.text.contains("SOURCE_MISMATCH"))

        let commit = String(repeating: "d", count: 40)
        site.forge.change { $0.tags["v1.0.0"] = FakeForgeState.Tag(object: commit, commit: commit) }
        let moved = try await verify(site, ["--source", site.source])
        #expect(moved.status == 1)
        #expect(moved.text.contains("TAG_MOVED"))
    }

    @Test func `a release that cannot be had is not a verdict`() async throws {
        let site = try ForgeSite(.gitea)
        let run = try await verify(site, [])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("assay: error: "))
        let wrong = try await AssayProgram.run(["verify", "https://example.org/only-an-owner"])
        #expect(wrong.status == 64)
    }

    @Test func `files on another private host are not fetched, and the way out is said`() async throws {
        let site = try ForgeSite(.github)
        site.forge.change {
            $0.releases = [.init(id: 6, tag: "v1.0.0", assets: [.init(id: 1, name: "a", contents: [1])])]
        }
        let run = try await verify(site, [])
        #expect(run.status == 2)
        #expect(run.errors.contains("assay: error: \(site.forge.contentsURL): the host's address is not a public one"))
        #expect(run.errors.contains("assay: hint: the forge keeps its files on another host"), "\(run.errors)")
        #expect(run.errors.contains("--source and --ref"))
    }

    private func verify(_ site: ForgeSite, _ more: [String]) async throws -> ProgramRun {
        let address = "\(site.forge.url)/\(FakeForge.repository)@v1.0.0"
        return try await AssayProgram.run(["verify", address, "--any-builder", "--allow-simulated"] + more)
    }
}
