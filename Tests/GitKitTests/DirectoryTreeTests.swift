import Builds
import Files
import GitKit
import TestSupport
import Testing

@Suite(.scratchDirectory) struct DirectoryTreeTests {
    @Test func `a directory has the name that git gives to its tree`() async throws {
        let fixture = try GitFixture(at: ScratchDirectory.current.path("repository"))
        try fixture.commit(
            ["a.txt": "one\n", "a/b": "two", "a-b": "three", "deep/er/x": "", "run.sh": "#!/bin/sh\n"],
            message: "files"
        )
        try fixture.link("link", to: "a.txt")
        let expected = try fixture.git("rev-parse", "HEAD^{tree}")
        let copy = ScratchDirectory.current.path("copy")
        try fixture.git("worktree", "add", "-q", "--detach", copy, "HEAD")
        try Directory(path: copy).removeFile(".git")
        #expect(try DirectoryTree.id(of: Directory(path: copy)).description == expected)
        try ScratchDirectory.current.write("changed", to: "copy/deep/er/x")
        #expect(try DirectoryTree.id(of: Directory(path: copy)).description != expected)
    }
}
