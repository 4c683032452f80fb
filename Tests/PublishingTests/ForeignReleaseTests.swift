import Builds
import Forges
import Publishing
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct ForeignReleaseTests {
    private func failure(_ fixture: PublisherFixture, _ build: BuiltRelease? = nil) async -> BuildFailure? {
        do {
            if let build {
                _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
            } else {
                _ = try await fixture.publisher.preflight(fixture.publication)
            }
            return nil
        } catch {
            return error as? BuildFailure
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `somebody's published release is extended, also after a crash`(kind: FakeForge.Kind) async throws {
        let build = try BuiltRelease()
        let whole = try PublisherFixture(kind)
        let theirs = FakeForgeState.Release(
            id: 6,
            tag: "v1.0",
            notes: "by hand",
            assets: [.init(id: 60, name: "manual.pdf", contents: [1])]
        )
        whole.forge.change { $0.releases = [theirs] }
        guard case .extend = try await whole.publisher.preflight(whole.publication) else {
            Issue.record("not to be extended")
            return
        }
        let start = whole.forge.requests.count
        _ = try await whole.publisher.publish(whole.publication, from: build.folder)
        for (number, request) in whole.forge.requests.dropFirst(start).enumerated() {
            for failure in FakeForge.Failure.crashes(during: request) {
                let fixture = try PublisherFixture(kind, attempts: 1)
                fixture.forge.change { $0.releases = [theirs] }
                fixture.forge.failRequest(number, with: failure)
                _ = try? await fixture.publisher.publish(fixture.publication, from: build.folder)
                _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
                let release = try #require(fixture.forge.holdings.releases.first)
                #expect(release.notes == "by hand")
                #expect(release.assets.map(\.name).sorted() == (build.assets.keys + ["manual.pdf"]).sorted())
            }
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a tag that moved adds nothing to a public release`(kind: FakeForge.Kind) async throws {
        let fixture = try PublisherFixture(kind)
        let other = String(repeating: "d", count: 40)
        fixture.forge.change { state in
            state.releases = [.init(id: 6, tag: "v1.0", notes: "by hand")]
            state.tags["v1.0"] = .init(object: other, commit: other)
        }
        #expect(await failure(fixture, try BuiltRelease())?.code == .tagMoved)
        #expect(fixture.forge.holdings.releases[0].assets.isEmpty)
    }

    @Test(arguments: FakeForge.Kind.allCases, ["SHA256SUMS", "sha256sums", "build.log", "provenance.json"])
    func `a file that has one of our names is found before building`(
        kind: FakeForge.Kind,
        name: String
    ) async throws {
        let fixture = try PublisherFixture(kind)
        fixture.forge.change { state in
            state.releases = [.init(id: 6, tag: "v1.0", assets: [.init(id: 60, name: name, contents: [1])])]
        }
        let refusal = await failure(fixture)
        #expect(refusal?.code == .publicationFailed)
        #expect(refusal?.message.contains(name) == true)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a file in the way is neither replaced nor joined`(kind: FakeForge.Kind) async throws {
        let fixture = try PublisherFixture(kind)
        fixture.forge.change { state in
            state.releases = [.init(id: 6, tag: "v1.0", assets: [.init(id: 60, name: "hello", contents: [1])])]
        }
        let refusal = await failure(fixture, try BuiltRelease())
        #expect(refusal?.code == .publicationFailed)
        #expect(refusal?.message.contains("hello") == true)
        #expect(fixture.forge.holdings.releases[0].assets.map(\.id) == [60])
    }

    @Test func `an immutable release is refused before building`() async throws {
        let fixture = try PublisherFixture(.github)
        fixture.forge.change { $0.releases = [.init(id: 6, tag: "v1.0", isImmutable: true)] }
        let refusal = await failure(fixture)
        #expect(refusal?.code == .publicationFailed)
        #expect(refusal?.message.contains("immutable") == true)
        #expect(await failure(fixture, try BuiltRelease())?.message.contains("immutable") == true)
    }

    @Test func `our own release may be made immutable by publishing it`() async throws {
        let fixture = try PublisherFixture(.github)
        fixture.forge.change { $0.publishesImmutably = true }
        fixture.forge.fail(.updateRelease, with: .replyLost)
        let build = try BuiltRelease()
        _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        try fixture.expectPublished(build)
    }

    @Test func `somebody's draft is left alone on GitHub and in the way on Gitea`() async throws {
        let build = try BuiltRelease()
        for kind in FakeForge.Kind.allCases {
            let fixture = try PublisherFixture(kind)
            fixture.forge.change { $0.releases = [.init(id: 6, tag: "v1.0", notes: "by hand", isDraft: true)] }
            switch kind {
            case .github:
                _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
                #expect(fixture.forge.holdings.releases.map(\.isDraft) == [true, false])
                #expect(fixture.forge.holdings.releases[0].assets.isEmpty)
            case .gitea:
                #expect(await failure(fixture)?.code == .publicationFailed)
                #expect(await failure(fixture, build)?.code == .publicationFailed)
                #expect(fixture.forge.holdings.releases.map(\.id) == [6])
            }
        }
    }

    @Test func `a mark in the middle of a line, or two of them, make no release ours`() async throws {
        let fixture = try PublisherFixture(.github)
        let mark = "<!-- assay:build:\(fixture.publication.build) -->"
        for notes in ["text \(mark)", "\(mark)\n\(mark)", "<!-- assay:build:xyz -->"] {
            fixture.forge.change { $0.releases = [.init(id: 6, tag: "v1.0", notes: notes)] }
            guard case .extend = try await fixture.publisher.preflight(fixture.publication) else {
                Issue.record("\(notes)")
                continue
            }
        }
    }
}
