import Builds
import Foundation
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct BlobStoreTests {
    private let id = BuildID()

    private func store() throws -> BlobStore { try BlobStore(path: ScratchDirectory.current.path("data")) }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: ScratchDirectory.current.path("data/\(folder)"))
    }

    @Test func `a source is named by what was written`() async throws {
        let store = try store()
        let writer = try store.makeWriter()
        for piece in ["he", "llo"] { try await writer.write(Array(piece.utf8)) }
        #expect(try names(in: "sources").isEmpty)
        let summary = try await writer.commit { summary throws(StoreError) in
            guard let digest = SourceDigest(summary.sha256) else { throw StoreError(.failure, "", "") }
            return .source(digest)
        }
        #expect(summary.size == 5)
        #expect(summary.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        #expect(try names(in: "sources") == [summary.sha256])
        #expect(try names(in: "tmp").isEmpty)
        let digest = try #require(SourceDigest(summary.sha256))
        #expect(try await store.open(.source(digest)).contents(limit: 10) == Array("hello".utf8))
    }

    @Test func `a writer that is dropped leaves nothing`() async throws {
        let store = try store()
        do {
            let writer = try store.makeWriter(sizeLimit: 4)
            try await writer.write([1, 2, 3])
            let error = await #expect(throws: StoreError.self) { try await writer.write([4, 5]) }
            #expect(error?.code == .limit)
        }
        #expect(try names(in: "tmp").isEmpty)
    }

    @Test func `links are not followed, in no part of a path`() async throws {
        let store = try store()
        let name = try #require(ArtifactName("tool"))
        let secret = try ScratchDirectory.current.write("secret", to: "outside/tool")
        let folder = ScratchDirectory.current.path("data/builds/\(id)/artifacts")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder + "/tool", withDestinationPath: secret)
        await #expect(throws: StoreError.self) { try await store.open(.artifact(id, name)) }

        try FileManager.default.removeItem(atPath: folder)
        let outside = ScratchDirectory.current.path("outside")
        try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: outside)
        await #expect(throws: StoreError.self) { try await store.open(.artifact(id, name)) }
    }

    @Test func `what is no regular file is not opened`() async throws {
        let store = try store()
        let folder = ScratchDirectory.current.path("data/builds/\(id)/artifacts")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(mkfifo(folder + "/tool", 0o600) == 0)
        let name = try #require(ArtifactName("tool"))
        let error = await #expect(throws: StoreError.self) { try await store.open(.artifact(id, name)) }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: [
        "..", ".", "", "a/b", "/etc/shadow", "..a/../b", "x\u{0}", ".-x", String(repeating: "a", count: 129),
    ])
    func `names that could lead elsewhere are not names`(text: String) {
        #expect(ConfigurationName(text) == nil)
        #expect(SourceDigest(text) == nil)
    }

    @Test func `a range is read in pieces`() async throws {
        let store = try store()
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try await store.write(bytes, to: .file(id, .log))
        let file = try await store.open(.file(id, .log))
        #expect(file.size == bytes.count)
        var read: [UInt8] = []
        for try await chunk in file.chunks(1000..<150_000) {
            #expect(chunk.count <= BlobFile.chunkSize)
            read += chunk
        }
        #expect(read == Array(bytes[1000..<150_000]))
        await #expect(throws: StoreError.self) { try await file.contents(limit: 10) }
    }

    @Test func `a staging folder becomes a build's folder as a whole`() async throws {
        let store = try store()
        for text in ["first", "second"] {
            let staging = try await store.makeStagingFolder()
            try FileManager.default.createDirectory(atPath: staging + "/artifacts", withIntermediateDirectories: false)
            try Data(text.utf8).write(to: URL(fileURLWithPath: staging + "/artifacts/tool"))
            try await store.adopt(staging, as: id)
            let name = try #require(ArtifactName("tool"))
            #expect(try await store.open(.artifact(id, name)).contents(limit: 10) == Array(text.utf8))
        }
        let listing = try await store.names()
        #expect(listing.builds == [id.description])
        #expect(listing.temporary.count == 1)
    }

    @Test func `a staging folder with a link in it is refused`() async throws {
        let store = try store()
        let staging = try await store.makeStagingFolder()
        try FileManager.default.createSymbolicLink(atPath: staging + "/build.log", withDestinationPath: "/etc/passwd")
        await #expect(throws: StoreError.self) { try await store.adopt(staging, as: id) }
        #expect(try names(in: "builds").isEmpty)
    }
}
