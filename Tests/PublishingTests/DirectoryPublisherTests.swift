import Builds
import Forges
import Foundation
import Provenance
import Publishing
import Synchronization
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct DirectoryPublisherTests {
    /// What the tag points to; tests move it.
    private final class Tag: Sendable {
        private let commit: Mutex<String>
        init(_ commit: String) { self.commit = Mutex(commit) }
        var target: TagTarget? {
            ObjectID(commit.withLock { $0 }).map { TagTarget(object: $0, commit: $0) }
        }
        func move(to other: String) { commit.withLock { $0 = other } }
    }

    private var releases: String { ScratchDirectory.current.path("forge/releases/owner/demo") }

    private func publisher(_ tag: Tag) -> Publisher {
        let client = DirectoryClient(path: ScratchDirectory.current.path("forge")) { _, _ throws(ForgeError) in
            tag.target
        }
        return Publisher(client: client, trust: .simulated, pacing: Pacing(attempts: 1))
    }

    private func publication() throws -> Publication { try PublisherFixture(.github).publication }

    @Test func `a build is published to a folder that holds its files alone`() async throws {
        let publisher = publisher(Tag(BuiltRelease.commit))
        let build = try BuiltRelease()
        for _ in 0..<2 {
            let release = try await publisher.publish(try publication(), from: build.folder)
            #expect(!release.isDraft)
            let names = try FileManager.default.contentsOfDirectory(atPath: releases + "/v1.0")
            #expect(names.sorted() == build.assets.keys.sorted())
            for (name, contents) in build.assets {
                let path = releases + "/v1.0/" + name
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contents))
            }
        }
    }

    @Test func `a tag that moved leaves a hidden draft, which the next build takes over`() async throws {
        let tag = Tag(String(repeating: "d", count: 40))
        let publisher = publisher(tag)
        let build = try BuiltRelease()
        let failure = await #expect(throws: BuildFailure.self) {
            try await publisher.publish(try publication(), from: build.folder)
        }
        #expect(failure?.code == .tagMoved)
        #expect(try FileManager.default.contentsOfDirectory(atPath: releases).allSatisfy { $0.hasPrefix(".") })
        tag.move(to: BuiltRelease.commit)
        var next = try publication()
        next.build = BuildID()
        let other = try BuiltRelease(artifacts: ["other": "x"], named: "other")
        _ = try await publisher.publish(next, from: other.folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: releases + "/v1.0")
        #expect(names.sorted() == other.assets.keys.sorted())
    }
}
