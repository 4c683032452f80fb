import Builds
import Foundation
import GitKit
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ObjectsLocalRepositoryTests {
    private func failure(_ path: String) -> GitError? {
        #expect(throws: GitError.self) { _ = try LocalRepository(path: path).head() }
    }

    @Test func `a clean work tree names its branch and commit`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write("x", to: "f")
        try repository.write("ignored\n", to: ".gitignore")
        try repository.commitAll()
        try repository.write("x", to: "ignored")
        let local = try LocalRepository(path: repository.path)
        let head = try local.head()
        #expect(head.branch?.description == "refs/heads/main")
        #expect(head.commit == (try repository.id("main")))
        #expect(try local.changes().isEmpty)
        #expect(local.gitDirectory.hasSuffix("/repository/.git"))
        #expect(local.workTree?.hasSuffix("/repository") == true)
        #expect(try local.originURL() == nil)
    }

    @Test func `a detached head has no branch`() throws {
        let repository = try ObjectsRepository.make()
        try repository.commitAll()
        try repository.git("checkout", "-q", "--detach")
        let head = try LocalRepository(path: repository.path).head()
        #expect(head.branch == nil)
        #expect(head.commit == (try repository.id("main")))
    }

    @Test func `whatever is not committed is listed`() throws {
        let repository = try ObjectsRepository.make()
        for name in ["changed", "staged", "deleted", "renamed", "mode"] { try repository.write(name, to: name) }
        try repository.commitAll()
        try repository.write("other", to: "changed")
        try repository.write("other", to: "staged")
        try repository.git("add", "staged")
        try repository.git("mv", "renamed", "moved")
        try FileManager.default.removeItem(atPath: repository.path + "/deleted")
        chmod(repository.path + "/mode", 0o755)
        try repository.write("new", to: "new\nline")
        try repository.write("new", to: "folder/new")
        let local = try LocalRepository(path: repository.path)
        let changes = try local.changes()
        #expect(
            Set(changes.paths)
                == ["changed", "staged", "deleted", "renamed", "moved", "mode", "new\u{FFFD}line", "folder/"]
        )
        #expect(changes.count == 8)
        let few = try local.changes(listing: 2)
        #expect(few.paths.count == 2)
        #expect(few.count == 8)
    }

    @Test func `a bare repository is never dirty`() throws {
        let repository = try ObjectsRepository.make()
        try repository.commitAll()
        let bare = ScratchDirectory.current.path("bare.git")
        try repository.git("clone", "-q", "--bare", repository.path, bare)
        let local = try LocalRepository(path: bare)
        #expect(local.workTree == nil)
        #expect(try local.changes().isEmpty)
        #expect(try local.head().commit == (try repository.id("main")))
        #expect(local.gitDirectory.hasSuffix("/bare.git"))
    }

    @Test(arguments: [
        ("https://user:secret@example.org/a/b.git", "https://example.org/a/b.git"),
        ("https://token@example.org/a@b", "https://example.org/a@b"),
        ("https://a@b:c@example.org/x?private_token=1#y", "https://example.org/x"),
        ("https://user:se/cret@example.org/x", "https://user:se/cret@example.org/x"),
        ("git@example.org:owner/name.git", "example.org:owner/name.git"),
        ("ssh://git@example.org:22/x", "ssh://example.org:22/x"),
        ("/srv/git/a@b:c", "/srv/git/a@b:c"),
    ])
    func `the remote is named without secrets`(url: String, expected: String) throws {
        let repository = try ObjectsRepository.make()
        try repository.commitAll()
        try repository.git("remote", "add", "origin", url)
        #expect(try LocalRepository(path: repository.path).originURL() == expected)
    }

    @Test func `what cannot be built says why`() throws {
        let repository = try ObjectsRepository.make()
        let unborn = failure(repository.path)
        #expect(unborn?.code == .unbornHead)
        #expect(unborn?.hint != nil)
        try repository.write("x", to: "folder/f")
        try repository.commitAll()
        #expect(failure(repository.path + "/folder")?.code == .notARepository)
        #expect(failure(ScratchDirectory.current.path)?.code == .notARepository)
        #expect(failure(ScratchDirectory.current.path("missing"))?.code == .notFound)
        try repository.git("config", "core.worktree", "/etc")
        #expect(failure(repository.path)?.code == .notARepository)
    }

    @Test(.enabled(if: getuid() == 0)) func `a repository of another user is refused`() throws {
        let repository = try ObjectsRepository.make()
        try repository.commitAll()
        for name in ["", "/.git"] { chown(repository.path + name, 12345, 12345) }
        let error = failure(repository.path)
        #expect(error?.code == .ownership)
        #expect(error?.hint?.contains("safe.directory") == true)
    }

    @Test func `nothing that the repository names is run`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write("* filter=evil\n", to: ".gitattributes")
        try repository.write("x", to: "f")
        try repository.commitAll()
        let mark = ScratchDirectory.current.path("ran")
        for key in ["core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "core.hooksPath", "core.sshCommand"] {
            try repository.git("config", key, "touch \(mark)")
        }
        try repository.write("yy", to: "f")
        let local = try LocalRepository(path: repository.path)
        #expect(try local.changes().paths == ["f"])
        #expect(!FileManager.default.fileExists(atPath: mark))
    }
}
