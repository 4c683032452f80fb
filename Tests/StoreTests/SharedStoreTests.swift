import Builds
import Files
import Foundation
import Store
import TestSupport
import Testing

/// A store that a builder as root shares with a receiver that is not.
@Suite(.scratchDirectory) struct SharedStoreTests {
    private static let isRoot = geteuid() == 0
    private let data = ScratchDirectory.current.path("data")

    @Test(.enabled(if: isRoot, "only root can give files away"))
    func `what root adopts belongs to the store's owner`() async throws {
        #expect(mkdir(data, 0o700) == 0)
        #expect(chown(data, 64_999, 64_999) == 0)
        let blobs = try BlobStore(path: data)
        let staging = try await blobs.makeStagingFolder()
        #expect(mkdir(staging + "/artifacts", 0o755) == 0)
        try Data("x".utf8).write(to: URL(fileURLWithPath: staging + "/artifacts/tool"))
        let id = BuildID()
        try await blobs.adopt(staging, as: id)
        for name in ["tmp", "builds", "builds/\(id)", "builds/\(id)/artifacts", "builds/\(id)/artifacts/tool"] {
            #expect(try FileStatus.ofPath("\(data)/\(name)").owner == 64_999, "\(name)")
        }
    }

    @Test(.enabled(if: isRoot, "only root can give files away"))
    func `a database that root makes belongs to the folder's owner`() async throws {
        #expect(mkdir(data, 0o700) == 0)
        #expect(chown(data, 64_999, 64_999) == 0)
        let store = try BuildStore(path: data + "/assay.db")
        for name in ["assay.db", "assay.db-wal", "assay.db-shm"] {
            let status = try FileStatus.ofPath("\(data)/\(name)")
            #expect(status.owner == 64_999, "\(name)")
            #expect(status.mode == 0o600, "\(name)")
        }
        #expect(try await store.synchronousLevel() == 2)
    }

    @Test(.enabled(if: isRoot, "only root can give files away"))
    func `a database keeps its owner when root opens it`() throws {
        #expect(mkdir(data, 0o700) == 0)
        _ = try BuildStore(path: data + "/assay.db")
        #expect(chown(data + "/assay.db", 64_999, 64_999) == 0)
        _ = try BuildStore(path: data + "/assay.db")
        #expect(try FileStatus.ofPath(data + "/assay.db").owner == 64_999)
    }

    @Test func `what is old and unfinished is swept, what is new is not`() async throws {
        let blobs = try BlobStore(path: data)
        let old = try await blobs.makeStagingFolder()
        let new = try await blobs.makeStagingFolder()
        let now = Int(Date().timeIntervalSince1970)
        #expect(
            utimes(old, [timeval(tv_sec: now - 90_000, tv_usec: 0), timeval(tv_sec: now - 90_000, tv_usec: 0)]) == 0
        )
        try await blobs.sweep(now: now, keeping: [])
        let left = try await blobs.names().temporary
        #expect(left == [new.split(separator: "/").last.map(String.init)])
    }

    @Test func `an upload of which no build knows is swept a day later`() async throws {
        let blobs = try BlobStore(path: data)
        let store = try Fixture.store()
        var digests: [SourceDigest] = []
        for text in ["wanted", "retried", "lost", "new"] {
            let writer = try blobs.makeWriter()
            try await writer.write(Array(text.utf8))
            let digest = try #require(SourceDigest(try await writer.seal().sha256))
            try await writer.commit { _ in .source(digest) }
            digests.append(digest)
        }
        for digest in digests.prefix(2) {
            let request = BuildRequest(source: .upload(UploadRequest(sha256: digest.description, size: 6)))
            let build = try await store.createBuild(request, subject: BuildSubject(isPublic: false))
            _ = try await store.cancel(build.id)
        }
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let now = Int(Date().timeIntervalSince1970)
        for digest in digests.prefix(3) {
            let time = timeval(tv_sec: now - 90_000, tv_usec: 0)
            #expect(utimes("\(data)/sources/\(digest)", [time, time]) == 0)
        }
        try await blobs.sweep(now: now, keeping: store.uploads())
        #expect(try await store.uploads() == Set(digests.prefix(2)))
        let left = try await blobs.names().sources
        #expect(Set(left) == Set([digests[0], digests[1], digests[3]].map(\.description)))
    }
}
