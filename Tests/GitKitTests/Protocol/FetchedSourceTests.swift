import Builds
import CurlKit
import Foundation
import GitKit
import TestSupport
import Testing

/// From a server to verified entries: fetch over HTTP, index, export, read.
@Suite(.scratchDirectory, .timeLimit(.minutes(10))) struct FetchedSourceTests {
    private var root: String { ScratchDirectory.current.path("root") }
    private func fixture() throws -> GitFixture { try GitFixture(at: root + "/project") }

    private func fetch(
        _ ref: String?,
        commit: String? = nil,
        intercept: @escaping GitHTTPServer.Interceptor = { _ in nil }
    ) async throws -> RemoteSource {
        let server = try GitHTTPServer(root: root, intercept: intercept)
        let addresses = AddressPolicy.publicOnly(except: [server.authority])
        let http = HTTPClient(configuration: .init(userAgent: "assay-test", addresses: addresses, retries: .never))
        let client = try await UploadPackClient(.http(http, repository: HTTPURL(server.url + "/project/.git")))
        let selector = try RefSelector(ref: ref, commit: commit.flatMap { ObjectID($0) })
        return try await client.fetchSource(selector, into: ScratchDirectory.current.path)
    }

    private func objects(_ pack: FetchedPack) throws -> String {
        try ObjectsRepository.objectDirectory(Array(try Data(contentsOf: URL(fileURLWithPath: pack.path)))).path
    }

    private func source(_ remote: RemoteSource) throws -> VerifiedSource {
        let objects = try objects(remote.pack)
        let commit = remote.resolution.commit
        let stream = try [UInt8].written { output throws(GitError) in
            try ObjectExporter.export(objectDirectory: objects, commit: commit, to: output)
        }
        return try ObjectStreamReader(try stream.descriptor()).read(commit: commit, into: EntryDiscarder()).source
    }

    /// The ref that the objects, recomputed, allow to be attested.
    private func attestedRef(_ remote: RemoteSource) throws -> RefName? {
        try remote.resolution.attestedRef(
            peel: { tag in
                let objects = try objects(remote.pack)
                let stream = try [UInt8].written { output throws(GitError) in
                    try TagChainExporter.export(tag: tag, objectDirectory: objects, to: output)
                }
                return try TagChainReader.peel(tag, reading: try stream.descriptor())
            },
            isAncestor: { tip, commit in
                guard let history = remote.history else { return false }
                let objects = try objects(history)
                let stream = try [UInt8].written { output throws(GitError) in
                    try CommitChainExporter.export(commit: commit, fromTip: tip, objectDirectory: objects, to: output)
                }
                return try CommitChainReader.proves(
                    commit: commit,
                    isReachableFrom: tip,
                    reading: try stream.descriptor()
                )
            }
        )
    }

    @Test func `files, links and submodules arrive as git has them`() async throws {
        let repository = try fixture()
        try repository.link("link", to: "/etc/shadow")
        try repository.submodule("module", at: String(repeating: "1", count: 40))
        try Data("a".utf8).write(to: URL(fileURLWithPath: repository.path + "/file"))
        try repository.git("add", "file")
        try repository.commitIndex()
        let remote = try await fetch(nil)
        let source = try source(remote)
        #expect(source.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["file", "link", "module"])
        #expect(source.submodules.count == 1)
        #expect(source.commit.tree.description == (try repository.git("rev-parse", "HEAD^{tree}")))
        #expect(try attestedRef(remote)?.description == "refs/heads/main")
    }

    @Test func `a branch that moved on contains the event's commit`() async throws {
        let repository = try fixture()
        let commit = try repository.commit(["a": "1"])
        try repository.commits(50)
        let remote = try await fetch("main", commit: commit)
        #expect(try source(remote).commit.id.description == commit)
        #expect(try attestedRef(remote)?.description == "refs/heads/main")
    }

    @Test func `a commit of a fork or of an overwritten branch gets no ref`() async throws {
        let repository = try fixture()
        try repository.commit(["a": "1"])
        try repository.git("checkout", "--quiet", "-b", "fork")
        let foreign = try repository.commit(["a": "evil"])
        try repository.git("update-ref", "refs/pull/1/head", foreign)
        try repository.git("checkout", "--quiet", "main")
        try repository.git("branch", "--quiet", "-D", "fork")
        try repository.commit(["a": "2"])
        let remote = try await fetch("refs/heads/main", commit: foreign)
        #expect(try source(remote).commit.id.description == foreign)
        #expect(try attestedRef(remote) == nil)
        #expect(remote.resolution.requestedRef == "refs/heads/main")
    }

    @Test func `a branch that was set back to before the commit gets no ref`() async throws {
        let project = try fixture()
        try project.commit(["a": "1"])
        let base = try project.git("rev-parse", "HEAD")
        let pushed = try project.commit(["a": "2"])
        try project.git("reset", "--quiet", "--hard", base)
        let remote = try await fetch("refs/heads/main", commit: pushed)
        #expect(try source(remote).commit.id.description == pushed)
        #expect(try attestedRef(remote) == nil)
    }

    @Test func `an annotated tag is believed by its own bytes`() async throws {
        let repository = try fixture()
        let commit = try repository.commit(["a": "1"])
        try repository.tag("v1", message: "release")
        let remote = try await fetch("v1")
        #expect(remote.resolution.commit.description == commit)
        #expect(try attestedRef(remote)?.description == "refs/tags/v1")
    }

    @Test func `a server that lies about what a tag leads to gets no ref attested`() async throws {
        let repository = try fixture()
        let honest = try repository.commit(["a": "1"])
        let tag = try repository.tag("v1", message: "release")
        let evil = try repository.commit(["a": "evil"])
        let remote = try await fetch("refs/tags/v1") { request in
            guard request.text.contains("command=ls-refs") else { return nil }
            let packets: [PacketLine] = [.text("\(tag) refs/tags/v1 peeled:\(evil)"), .flush]
            return .init(
                headers: ["Content-Type": "application/x-git-upload-pack-result"],
                body: packets.flatMap(\.encoded)
            )
        }
        #expect(honest != evil)
        #expect(remote.resolution.commit.description == evil)
        #expect(try attestedRef(remote) == nil)
    }

    @Test func `a pack of another commit is noticed`() async throws {
        let repository = try fixture()
        let wanted = try repository.commit(["a": "1"])
        let other = try repository.commit(["a": "2"])
        let root = root
        let remote = try await fetch(nil, commit: wanted) { request in
            guard request.text.contains("want \(wanted)") else { return nil }
            var request = request
            request.body = Array(request.text.replacing(wanted, with: other).utf8)
            return GitHTTPServer.answer(request, root: root)
        }
        #expect(remote.resolution.commit.description == wanted)
        let error = #expect(throws: GitError.self) { try source(remote) }
        #expect(error?.code == .notFound)
    }

    @Test func `a flipped bit of a pack never changes what is read`() async throws {
        let repository = try fixture()
        try repository.commit(["a": "1", "b/c": "2"])
        let remote = try await fetch(nil)
        let honest = try source(remote)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: remote.pack.path)))
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            try Data(damaged).write(to: URL(fileURLWithPath: remote.pack.path))
            do { #expect(try source(remote) == honest) } catch { #expect(error is GitError) }
            try Data(bytes.prefix(index)).write(to: URL(fileURLWithPath: remote.pack.path))
            #expect(throws: GitError.self) { try source(remote) }
        }
    }
}
