import ArchiveKit
import Files
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ArchiveWriterTests {
    private struct Refused: Error {}

    @Test(arguments: [ArchiveFormat.zip, .tar, .tarGzip])
    func `the same members give the same bytes`(format: ArchiveFormat) throws {
        let path = try ScratchDirectory.current.write("from a file", to: "file")
        let members = [ArchiveMember(name: "f", contents: .file(path: path))]
        var archives: [[UInt8]] = [[], []]
        for index in archives.indices {
            utimes(path, [timeval(tv_sec: index * 1000, tv_usec: 0), timeval(tv_sec: index, tv_usec: 0)])
            chmod(path, index == 0 ? 0o600 : 0o666)
            try ArchiveWriter.write(members, format: format) { archives[index] += $0 }
        }
        #expect(archives[0] == archives[1])
        #expect(!archives[0].isEmpty)
    }

    @Test func `a large file passes in small pieces`() throws {
        let path = ScratchDirectory.current.path("large")
        let file = try FileDescriptor(path: path, flags: O_WRONLY | O_CREAT)
        ftruncate(file.number, 64 << 20)
        var largest = 0
        var total = 0
        try ArchiveWriter.write([ArchiveMember(name: "f", contents: .file(path: path))], format: .tar) {
            largest = max(largest, $0.count)
            total += $0.count
        }
        #expect(total > 64 << 20)
        #expect(largest <= 1 << 20)
    }

    @Test(arguments: [ArchiveFormat.zip, .tar, .tarGzip])
    func `a receiver that fails ends the writing`(format: ArchiveFormat) {
        var calls = 0
        let contents = ArchiveMember.Contents.bytes((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
        let error = #expect(throws: ArchiveError.self) {
            try ArchiveWriter.write([ArchiveMember(name: "f", contents: contents)], format: format) { _ in
                calls += 1
                throw Refused()
            }
        }
        #expect(error?.code == .receiver)
        #expect(calls == 1)
    }

    @Test func `a file that is missing or a link is an error`() throws {
        symlink("/etc/passwd", ScratchDirectory.current.path("link"))
        for name in ["none", "link"] {
            let member = ArchiveMember(name: "f", contents: .file(path: ScratchDirectory.current.path(name)))
            #expect(throws: ArchiveError.self) { try ArchiveWriter.write([member], format: .tar) { _ in } }
        }
    }

    @Test func `a tree is packed with its links and comes out alike`() throws {
        let scratch = ScratchDirectory.current
        let file = try scratch.write("library", to: "tree/lib/libx.so.1")
        chmod(try scratch.write("program", to: "tree/bin/x"), 0o755)
        symlink("libx.so.1", scratch.path("tree/lib/libx.so"))
        link(file, scratch.path("tree/lib/second"))
        var archive: [UInt8] = []
        try ArchiveWriter.writeTree(try Directory(path: scratch.path("tree")), prefix: "x-1.0") { archive += $0 }
        try File.write(archive, to: scratch.path("x.tar.gz"))
        mkdir(scratch.path("out"), 0o755)
        let out = try Directory(path: scratch.path("out"))
        let found = try ArchiveReader.extract(from: FileDescriptor(path: scratch.path("x.tar.gz")), into: out)
        #expect(found.topFolder == "x-1.0")
        #expect(try out.status(of: "x-1.0/lib/libx.so").kind == .symbolicLink)
        #expect(try out.status(of: "x-1.0/bin/x").mode == 0o755)
        #expect(try out.file("x-1.0/lib/second").readToEnd(limit: 10) == Array("library".utf8))
    }

    @Test func `a tree with something that leads out is not packed`() throws {
        let scratch = ScratchDirectory.current
        let secret = try scratch.write("secret", to: "secret")
        let spoilers: [(String) -> Void] = [
            { symlink("/etc/passwd", $0) }, { symlink("../../secret", $0) }, { link(secret, $0) },
            { mkfifo($0, 0o600) }, { close(open($0 + "\u{1B}", O_CREAT | O_WRONLY, 0o600)) },
        ]
        for (index, spoil) in spoilers.enumerated() {
            try scratch.write("x", to: "tree\(index)/d/f")
            spoil(scratch.path("tree\(index)/d/spoiler"))
            let tree = try Directory(path: scratch.path("tree\(index)"))
            #expect(throws: ArchiveError.self, "spoiler \(index)") {
                try ArchiveWriter.writeTree(tree, prefix: "x") { _ in }
            }
        }
    }
}
