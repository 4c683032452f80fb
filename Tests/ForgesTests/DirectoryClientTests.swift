import Builds
import Forges
import Foundation
import OpenSSLKit
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct DirectoryClientTests {
    private let repository = RepositoryName("owner/demo")
    private let object = ObjectID(String(repeating: "b", count: 40))

    private var root: String { ScratchDirectory.current.path("forge") }

    private func client() throws -> DirectoryClient {
        let object = try #require(object)
        let folder = root + "/repositories/owner/demo.git"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return DirectoryClient(path: root) { path, tag throws(ForgeError) in
            path.hasSuffix("/repositories/owner/demo.git") && tag.shortName == "v1.0"
                ? TagTarget(object: object, commit: object) : nil
        }
    }

    private func draft(_ tag: String = "v1.0", notes: String = "ours") throws -> ReleaseDraft {
        ReleaseDraft(tag: try #require(RefName.tag(tag)), commit: try #require(object), title: tag, notes: notes)
    }

    private func file(_ name: String, _ text: String) throws -> AssetFile {
        let path = try ScratchDirectory.current.write(text, to: "made/" + name)
        let bytes = Array(text.utf8)
        let digest = DigestAlgorithm.sha256.digest(bytes).map { String(format: "%02x", $0) }.joined()
        return AssetFile(name: name, path: path, size: bytes.count, sha256: digest)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/releases/owner/demo/" + folder).sorted()
    }

    @Test(arguments: ["v1.0", "release/1.0", "ünï#%"])
    func `a release appears as a whole in the folder of its tag`(tag: String) async throws {
        let client = try client()
        let repository = try #require(repository)
        let editor = ReleaseEditor(client: client, repository: repository, pacing: Pacing(attempts: 1))
        let draft = try draft(tag)
        let files = [try file("a.txt", "one"), try file("SHA256SUMS", "two")]
        let release = try await editor.prepare(draft) { $0.notes == "ours" }
        _ = try await editor.place(files, in: release, mode: .owned)
        let folder = tag == "v1.0" ? "v1.0" : tag == "release/1.0" ? "release%2F1.0" : "%C3%BCn%C3%AF%23%25"
        #expect(try names("").allSatisfy { $0.hasPrefix(".") })
        let published = try await editor.publish(release, tag: draft.tag)
        #expect(!published.isDraft)
        #expect(try names(folder) == ["SHA256SUMS", "a.txt"])
        #expect(Set(try names("")) == [".\(folder).json", folder])
        let again = try await editor.prepare(draft) { $0.notes == "ours" }
        #expect(again == published)
    }

    @Test func `unfinished, stale and foreign files of a draft are replaced`() async throws {
        let client = try client()
        let repository = try #require(repository)
        let editor = ReleaseEditor(client: client, repository: repository, pacing: Pacing(attempts: 1))
        let release = try await editor.prepare(try draft()) { $0.notes == "ours" }
        let folder = root + "/releases/owner/demo/.v1.0.draft/"
        for name in [".a.txt.part", "A.txt", "a.txt", "other"] {
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + name))
        }
        _ = try await editor.place([try file("a.txt", "one")], in: release, mode: .owned)
        #expect(try names(".v1.0.draft") == ["a.txt"])
    }

    @Test func `a folder made by hand is extended, not overwritten`() async throws {
        let client = try client()
        let repository = try #require(repository)
        let editor = ReleaseEditor(client: client, repository: repository, pacing: Pacing(attempts: 1))
        try ScratchDirectory.current.write("theirs", to: "forge/releases/owner/demo/v1.0/manual.txt")
        let tag = try #require(RefName.tag("v1.0"))
        let release = try #require(try await editor.releases(of: tag).first)
        #expect(!release.isDraft)
        _ = try await editor.place([try file("a.txt", "one")], in: release, mode: .extending)
        #expect(try names("v1.0") == ["a.txt", "manual.txt"])
        let error = await #expect(throws: ForgeError.self) {
            try await editor.place([try file("manual.txt", "ours")], in: release, mode: .extending)
        }
        #expect(error?.code == .alreadyExists)
        await #expect(throws: ForgeError.self) { try await client.createDraft(try draft(), in: repository) }
    }

    @Test func `a link among the files is neither followed nor listed`() async throws {
        let client = try client()
        let repository = try #require(repository)
        let editor = ReleaseEditor(client: client, repository: repository, pacing: Pacing(attempts: 1))
        let release = try await editor.prepare(try draft()) { $0.notes == "ours" }
        let folder = root + "/releases/owner/demo/.v1.0.draft/"
        try FileManager.default.createSymbolicLink(atPath: folder + "link", withDestinationPath: "/etc/passwd")
        #expect(try await client.assets(of: release, in: repository).isEmpty)
        let target = ScratchDirectory.current.path("made/real")
        try ScratchDirectory.current.write("x", to: "made/real")
        let link = ScratchDirectory.current.path("made/link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        let file = AssetFile(name: "link2", path: link, size: 1, sha256: "")
        await #expect(throws: ForgeError.self) { try await client.upload(file, to: release, in: repository) }
    }

    @Test func `statuses are appended and tags are read`() async throws {
        let client = try client()
        let repository = try #require(repository)
        let object = try #require(object)
        try await client.set(CommitStatus(.pending, description: "queued", link: nil), on: object, in: repository)
        try await client.set(CommitStatus(.success, description: "done", link: "x"), on: object, in: repository)
        let text = try String(contentsOfFile: root + "/statuses/owner/demo.jsonl", encoding: .utf8)
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.contains(#""state":"pending""#))
        #expect(try await client.tag(try draft().tag, of: repository)?.commit == object)
        #expect(try await client.repository(repository).isPrivate == false)
        let other = try #require(RepositoryName("owner/other"))
        await #expect(throws: ForgeError.self) { try await client.repository(other) }
    }
}
