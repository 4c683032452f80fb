import Files
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct DirectoryTests {
    private var path: String { ScratchDirectory.current.path }

    @Test(arguments: [
        "", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/.", "a\u{0}b", "..",
        "../\u{301}x", "a/../\u{301}x", "/\u{301}x", "a/\u{301}/",
    ])
    func `a path that is not plainly beneath the directory is refused`(name: String) throws {
        let directory = try Directory(path: path)
        let error = #expect(throws: FileError.self) { _ = try directory.file(name) }
        #expect(error?.code == .invalidName)
    }

    @Test func `a link is not followed, be it the file, a folder above it or one that stays inside`() throws {
        let scratch = ScratchDirectory.current
        try scratch.write("secret", to: "outside/file")
        try scratch.write("inside", to: "tree/real/file")
        symlink(scratch.path("outside/file"), scratch.path("tree/link"))
        symlink(scratch.path("outside"), scratch.path("tree/folder"))
        symlink("real", scratch.path("tree/inner"))
        let directory = try Directory(path: scratch.path("tree"))
        for name in ["link", "folder/file", "inner/file"] {
            let error = #expect(throws: FileError.self) { _ = try directory.file(name) }
            #expect(error?.code == .link)
        }
        #expect(try directory.file("real/file").readToEnd(limit: 6) == Array("inside".utf8))
        #expect(throws: FileError.self) { _ = try directory.create("folder/new") }
        #expect(throws: FileError.self) { _ = try Directory(path: scratch.path("tree/folder")) }
        #expect(throws: FileError.self) { _ = try directory.directory("folder") }
        #expect(throws: FileError.self) { try directory.makeDirectories("folder/new") }
        #expect(try directory.status(of: "link").kind == .symbolicLink)
    }

    @Test func `a FIFO is refused without waiting for a writer`() throws {
        mkfifo(ScratchDirectory.current.path("pipe"), 0o644)
        let directory = try Directory(path: path)
        let error = #expect(throws: FileError.self) { _ = try directory.file("pipe") }
        #expect(error?.code == .wrongKind)
    }

    @Test func `a file is made once, with the permissions asked for`() throws {
        let directory = try Directory(path: path)
        try directory.makeDirectories("a/b")
        try directory.makeDirectories("a/b")
        try directory.create("a/b/c", mode: 0o666).write(Array("x".utf8)[...])
        #expect(try directory.status(of: "a/b/c").mode == 0o666)
        let error = #expect(throws: FileError.self) { _ = try directory.create("a/b/c") }
        #expect(error?.code == .exists)
        #expect(try directory.entries().map(\.text) == ["a"])
    }

    @Test func `a folder that an operator names is made once, and links in its path are followed`() throws {
        let scratch = ScratchDirectory.current
        for _ in 0..<2 {
            let folder = try Directory(path: scratch.path("data"), makingWithMode: 0o700)
            try folder.makeDirectories("a/b", mode: 0o700, synced: true)
        }
        symlink(scratch.path("data"), scratch.path("linked"))
        #expect(try Directory(path: scratch.path("linked"), makingWithMode: 0o700).status(of: "a/b").mode == 0o700)
        let error = #expect(throws: FileError.self) {
            _ = try Directory(path: scratch.path("x/y"), makingWithMode: 0o700)
        }
        #expect(error?.code == .notFound)
        try scratch.write("x", to: "file")
        #expect(throws: FileError.self) { _ = try Directory(path: scratch.path("file"), makingWithMode: 0o700) }
    }

    @Test func `a file is read at any offset, up to its end`() throws {
        let file = try FileDescriptor(path: ScratchDirectory.current.write("12345", to: "file"))
        #expect(try file.read(at: 1, count: 3) == Array("234".utf8))
        #expect(try file.read(at: 3, count: 9) == Array("45".utf8))
        #expect(try file.read(at: 9, count: 9) == [])
        #expect(try file.readToEnd(limit: 5).count == 5)
    }

    @Test func `a file is read up to the limit and not beyond`() throws {
        let file = try ScratchDirectory.current.write("12345", to: "file")
        #expect(try File.read(file, limit: 5).count == 5)
        let error = #expect(throws: FileError.self) { _ = try File.read(file, limit: 4) }
        #expect(error?.code == .limit)
        symlink(file, ScratchDirectory.current.path("link"))
        #expect(throws: FileError.self) { _ = try File.read(ScratchDirectory.current.path("link"), limit: 5) }
        #expect(throws: FileError.self) { _ = try File.read(path, limit: 5) }
    }

    @Test func `a file is replaced as a whole and leaves nothing else behind`() throws {
        let file = try ScratchDirectory.current.write("old", to: "file")
        try File.write(Array("new".utf8), to: file, mode: 0o600)
        #expect(try File.read(file, limit: 10) == Array("new".utf8))
        #expect(try FileStatus.ofPath(file).mode == 0o600)
        #expect(try Directory(path: path).entries().count == 1)
    }

    @Test func `a replacement that fails leaves nothing behind`() throws {
        mkdir(ScratchDirectory.current.path("file"), 0o755)
        #expect(throws: FileError.self) { try File.write([1], to: ScratchDirectory.current.path("file")) }
        #expect(try Directory(path: path).entries().map(\.text) == ["file"])
    }

    @Test func `one read copies and hashes`() throws {
        let scratch = ScratchDirectory.current
        let source = try FileDescriptor(path: try scratch.write("abc", to: "source"))
        let directory = try Directory(path: path)
        let copy = try directory.copyAndHash(from: source, to: "copy", limit: 3)
        #expect(copy.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(copy.size == 3)
        #expect(try directory.file("copy").hash() == copy)
        try source.seek(to: 0)
        #expect(throws: FileError.self) { _ = try directory.copyAndHash(from: source, to: "other", limit: 2) }
    }
}
