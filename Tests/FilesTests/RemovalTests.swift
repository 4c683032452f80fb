import Files
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct RemovalTests {
    @Test func `a tree goes without what its links point to`() throws {
        let scratch = ScratchDirectory.current
        let kept = try scratch.write("keep", to: "outside/file")
        try scratch.write("x", to: "tree/a/b/file")
        symlink(scratch.path("outside"), scratch.path("tree/a/link"))
        symlink(kept, scratch.path("tree/file"))
        mkfifo(scratch.path("tree/pipe"), 0o600)
        chmod(scratch.path("tree/a/b"), 0)
        chmod(scratch.path("tree/a"), 0o100)
        let directory = try Directory(path: scratch.path)
        try directory.removeTree("tree")
        try directory.removeTree("tree")
        #expect(try directory.entries().map(\.text) == ["outside"])
        #expect(try File.read(kept, limit: 9) == Array("keep".utf8))
    }

    @Test func `a link in the tree's place is removed, not what it points to`() throws {
        let scratch = ScratchDirectory.current
        let kept = try scratch.write("keep", to: "outside/file")
        symlink(scratch.path("outside"), scratch.path("tree"))
        try Directory(path: scratch.path).removeTree("tree")
        #expect(try File.read(kept, limit: 9).count == 4)
    }

    @Test func `folders nested three thousand deep and names that are not UTF-8 go too`() throws {
        let scratch = ScratchDirectory.current
        mkdir(scratch.path("tree"), 0o755)
        var parent = open(scratch.path("tree"), O_RDONLY | O_DIRECTORY)
        for _ in 0..<3000 {
            mkdirat(parent, [CChar(bitPattern: 0xFF), 0x61, 0], 0o755)
            let child = openat(parent, [CChar(bitPattern: 0xFF), 0x61, 0], O_RDONLY | O_DIRECTORY)
            close(parent)
            parent = child
        }
        close(parent)
        let directory = try Directory(path: scratch.path)
        #expect(throws: FileError.self) { _ = try directory.diskUsage() }
        try directory.removeTree("tree")
        #expect(try directory.entries().isEmpty)
    }

    @Test func `the contents of a directory go and it stays`() throws {
        let scratch = ScratchDirectory.current
        try scratch.write("x", to: "a/b")
        try scratch.write("x", to: "c")
        let path = Array(scratch.path.utf8CString.dropLast()) + [0x2F, CChar(bitPattern: 0xFF), 0]
        mkdir(path, 0o700)
        try Directory(path: scratch.path).removeContents()
        #expect(try Directory(path: scratch.path).entries().isEmpty)
    }

    @Test func `disk usage counts a file with two names once`() throws {
        let scratch = ScratchDirectory.current
        let file = try scratch.write(String(repeating: "x", count: 100_000), to: "tree/file")
        let directory = try Directory(path: scratch.path("tree"))
        let before = try directory.diskUsage()
        link(file, scratch.path("tree/second"))
        #expect(before.allocated >= 100_000)
        #expect(try directory.diskUsage().allocated == before.allocated)
        #expect(throws: FileError.self) { _ = try directory.diskUsage(entryLimit: 1) }
    }
}
