import Builds
import Forges
import Foundation
import Publishing
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct PublisherTests {
    @Test(arguments: FakeForge.Kind.allCases)
    func `a build becomes a release with exactly its files`(kind: FakeForge.Kind) async throws {
        let fixture = try PublisherFixture(kind)
        let build = try BuiltRelease()
        #expect(try await fixture.publisher.preflight(fixture.publication) == .draft)
        let release = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        #expect(!release.isDraft)
        try fixture.expectPublished(build)
        let again = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        #expect(again.id == release.id)
        try fixture.expectPublished(build)
        guard case .finished = try await fixture.publisher.preflight(fixture.publication) else {
            Issue.record("the release is not recognised")
            return
        }
    }

    @Test(arguments: [(FakeForge.Kind.github, true), (.github, false), (.gitea, false)])
    func `a crash at any request, or a lost reply, is made good by the next run`(
        kind: FakeForge.Kind,
        reportsDigests: Bool
    ) async throws {
        let build = try BuiltRelease()
        let whole = try PublisherFixture(kind)
        whole.forge.change { $0.reportsDigests = reportsDigests }
        _ = try await whole.publisher.publish(whole.publication, from: build.folder)
        for (number, request) in whole.forge.requests.enumerated() {
            for failure in FakeForge.Failure.crashes(during: request) {
                let fixture = try PublisherFixture(kind, attempts: 1)
                fixture.forge.change { $0.reportsDigests = reportsDigests }
                fixture.forge.failRequest(number, with: failure)
                _ = try? await fixture.publisher.publish(fixture.publication, from: build.folder)
                _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
                try fixture.expectPublished(build)
            }
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `nothing is visible before every file is there and was read back`(kind: FakeForge.Kind) async throws {
        let fixture = try PublisherFixture(kind)
        let build = try BuiltRelease()
        fixture.forge.before(.upload) { forge in
            #expect(forge.holdings.releases.allSatisfy { $0.isDraft })
        }
        fixture.forge.before(.tag) { forge in
            #expect(forge.holdings.releases.first?.assets.count == build.assets.count)
            #expect(forge.holdings.releases.first?.isDraft == true)
        }
        _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        try fixture.expectPublished(build)
    }

    @Test(arguments: FakeForge.Kind.allCases, [nil, String(repeating: "d", count: 40)])
    func `a tag that moved or went keeps the release a draft`(kind: FakeForge.Kind, commit: String?) async throws {
        let fixture = try PublisherFixture(kind)
        let build = try BuiltRelease()
        fixture.forge.before(.upload) { forge in
            forge.change { $0.tags["v1.0"] = commit.map { .init(object: $0, commit: $0) } }
        }
        let failure = await #expect(throws: BuildFailure.self) {
            try await fixture.publisher.publish(fixture.publication, from: build.folder)
        }
        #expect(failure?.code == .tagMoved)
        #expect(fixture.forge.holdings.releases.map(\.isDraft) == [true])
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `the draft of an earlier build of ours is taken over`(kind: FakeForge.Kind) async throws {
        var fixture = try PublisherFixture(kind)
        fixture.publication.visibility = .draft
        let first = try BuiltRelease(artifacts: ["old": "x"], named: "first")
        let draft = try await fixture.publisher.publish(fixture.publication, from: first.folder)
        #expect(draft.isDraft)
        fixture.publication.visibility = .published
        fixture.publication.build = BuildID()
        let second = try BuiltRelease()
        let release = try await fixture.publisher.publish(fixture.publication, from: second.folder)
        #expect(release.id == draft.id)
        try fixture.expectPublished(second)
        let mark = "assay:build:\(fixture.publication.build)"
        #expect(fixture.forge.holdings.releases.first?.notes.contains(mark) == true)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a second build of a published tag is refused`(kind: FakeForge.Kind) async throws {
        var fixture = try PublisherFixture(kind)
        let build = try BuiltRelease()
        _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        let first = fixture.publication.build
        fixture.publication.build = BuildID()
        for attempt in ["preflight", "publish"] {
            let failure = await #expect(throws: BuildFailure.self) {
                if attempt == "preflight" { _ = try await fixture.publisher.preflight(fixture.publication) }
                _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
            }
            #expect(failure?.code == .publicationFailed)
            #expect(failure?.message.contains(first.description) == true)
        }
        try fixture.expectPublished(build)
    }

    @Test(arguments: [
        ("v1.0", false), ("v1.0-rc.1", true), ("1.0.0-beta+build-7", true), ("1.0.0+build-7", false),
        ("lib/v2.0-a", true), ("my-tool", false), ("my-tool-v1.0", false),
        ("v2-beta", true), ("2026-11-23", false), ("nightly-2026-11-23", false),
    ])
    func `a tag of a pre-release marks the release as one`(tag: String, isPrerelease: Bool) async throws {
        var fixture = try PublisherFixture(.github)
        fixture.publication.tag = try #require(RefName.tag(tag))
        let commit = BuiltRelease.commit
        fixture.forge.change { $0.tags[tag] = .init(object: commit, commit: commit) }
        let build = try BuiltRelease(ref: "refs/tags/\(tag)")
        _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        #expect(fixture.forge.holdings.releases.first?.isPrerelease == isPrerelease)
    }

    @Test(arguments: BuildStatus.allCases)
    func `every status of a build has a mark`(status: BuildStatus) {
        let failure = BuildFailure(.tagMoved, String(repeating: "x", count: 200))
        let mark = CommitStatus(status, failure: failure, link: "https://builds.example.org/1")
        #expect(mark.description.utf16.count <= 140)
        #expect((mark.state == .success) == (status == .success))
        #expect((mark.state == .pending) == !status.isFinal)
        #expect(mark.link != nil)
    }
}
