import ArchiveKit
import Files
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ArchiveReaderTests {
    private func extract(_ bytes: [UInt8], into name: String = "out") throws -> ExtractedArchive {
        let scratch = ScratchDirectory.current
        mkdir(scratch.path(name), 0o755)
        return try ArchiveReader.extract(
            from: scratch.archive(bytes),
            into: Directory(path: scratch.path(name))
        )
    }

    private func code(_ bytes: [UInt8]) -> ArchiveError.Code? {
        do {
            let target = try Directory(path: ScratchDirectory.current.path)
            try target.removeTree("out")
            _ = try extract(bytes)
            return nil
        } catch {
            return (error as? ArchiveError)?.code
        }
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try File.read(ScratchDirectory.current.path("out/" + name), limit: 1 << 20), as: UTF8.self)
    }

    @Test(arguments: [ArchiveFormat.zip, .tar, .tarGzip])
    func `what was packed comes out`(format: ArchiveFormat) throws {
        var archive: [UInt8] = []
        let members = [
            ArchiveMember(name: "top/größe.txt", contents: .bytes(Array("grün".utf8))),
            ArchiveMember(name: "top/run", contents: .bytes(Array("#!".utf8)), isExecutable: true),
            ArchiveMember(name: "top/empty", contents: .bytes([])),
        ]
        try ArchiveWriter.write(members, format: format) { archive += $0 }
        let extracted = try extract(archive)
        #expect(extracted.format == format)
        #expect((extracted.members, extracted.bytes) == (4, 7))
        #expect(extracted.topFolder == "top")
        #expect(try text("top/größe.txt") == "grün")
        let directory = try Directory(path: ScratchDirectory.current.path("out"))
        #expect(try directory.status(of: "top/run").mode == 0o755)
        #expect(try directory.status(of: "top/empty").mode == 0o644)
    }

    @Test func `a handmade archive without lies is accepted`() throws {
        let zip = HandmadeZIP(members: [.init("a/b", "hello"), .init("c", "b/../x", mode: 0o100755)])
        #expect(try extract(zip.bytes).topFolder == nil)
        #expect(try text("a/b") == "hello")
        let tar = HandmadeTar(members: [
            .init("./", type: "5"), .init("./t/", type: "5"), .init("./t/f", contents: "tar"),
            .init("t/link", type: "2", target: "f"), .init("t/u/up", type: "2", target: "../f"),
        ])
        #expect(try extract(tar.bytes, into: "out2").topFolder == "t")
    }

    @Test(arguments: [
        "../x", "a/../../x", "/etc/x", "a/..", "a//b", "a/./b", ".git/config", ".GIT/hooks/x", "sub/.Git", ".git ",
        ".git./x", "git~1/x", "a\\..\\b", "a\nb", "a\u{1B}[2J", "a\u{7F}", "..",
        "../\u{301}x", "a/../\u{301}x", "/\u{301}x", ".git/\u{301}x", ".git:\u{301}x", "a/\u{301}\r\n",
    ])
    func `a name that leads elsewhere or is not plain is refused`(name: String) {
        #expect(code(HandmadeZIP(members: [.init(name)]).bytes) == .unsafeName)
        #expect(code(HandmadeTar(members: [.init(name, contents: "x")]).bytes) == .unsafeName)
        #expect(throws: FileError.self) { _ = try FileStatus.ofPath(ScratchDirectory.current.path("x")) }
    }

    @Test func `a name that is not UTF-8 is refused and one with a NUL stays inside`() {
        var member = HandmadeZIP.Member("x")
        member.name = [0x61, 0xFF]
        #expect(code(HandmadeZIP(members: [member]).bytes) != nil)
        member.name = Array("a\u{0}/../../x".utf8)
        _ = code(HandmadeZIP(members: [member]).bytes)
        #expect(throws: FileError.self) { _ = try FileStatus.ofPath(ScratchDirectory.current.path("x")) }
    }

    @Test(arguments: [
        "/etc/passwd", "../x", "..", "a/../../x", "d/../f", "", ".git/config", "a\nb", "../\u{301}x", "/\u{301}x",
        "d/../\u{301}f",
    ])
    func `a link that may lead out is refused`(target: String) {
        let tar = HandmadeTar(members: [.init("link", type: "2", target: target)])
        #expect(code(tar.bytes) != nil)
        #expect(code(HandmadeZIP(members: [.init("link", target, mode: 0o120777)]).bytes) != nil)
    }

    @Test func `a file behind a link is refused, also a link to a folder within`() {
        let folder = HandmadeTar.Member("real/f", contents: "x")
        for members: [HandmadeTar.Member] in [
            [folder, .init("link", type: "2", target: "real"), .init("link/new", contents: "x")],
            [folder, .init("link", type: "2", target: "real"), .init("link", contents: "x")],
            [folder, .init("link", type: "2", target: "real/f"), .init("LINK", contents: "x")],
            [folder, .init("real", contents: "x")],
            [folder, .init("real/f/g", contents: "x")],
        ] {
            #expect(code(HandmadeTar(members: members).bytes) == .duplicateMember)
        }
    }

    @Test func `a name that stands twice or differs only in case is refused`() {
        #expect(code(HandmadeZIP(members: [.init("a"), .init("a")]).bytes) == .duplicateMember)
        #expect(code(HandmadeZIP(members: [.init("a"), .init("A")]).bytes) == .duplicateMember)
        #expect(code(HandmadeZIP(members: [.init("d/a"), .init("D/b")]).bytes) == .duplicateMember)
        #expect(code(HandmadeZIP(members: [.init("\u{E9}"), .init("e\u{301}")]).bytes) == .duplicateMember)
    }

    @Test(arguments: ["1", "3", "4", "6"] as [Character])
    func `a hard link, device or FIFO is refused`(type: Character) {
        let tar = HandmadeTar(members: [.init("f", contents: "x"), .init("g", type: type, target: "f")])
        #expect(code(tar.bytes) == .unsupportedMember)
        // A hard link that brings contents looks like a file.
        let full = HandmadeTar(members: [
            .init("f", contents: "x"), .init("g", type: type, contents: "data", target: "f"),
            .init("h", contents: "x"),
        ])
        #expect(code(full.bytes) != nil)
    }

    @Test func `an encrypted member is refused`() {
        var member = HandmadeZIP.Member("a", String(repeating: "x", count: 20))
        member.flags = 1
        #expect(code(HandmadeZIP(members: [member]).bytes) == .unsupportedMember)
    }

    @Test func `a set-user-id bit does not survive`() throws {
        _ = try extract(HandmadeZIP(members: [.init("a", "x", mode: 0o106777)]).bytes)
        #expect(try Directory(path: ScratchDirectory.current.path("out")).status(of: "a").mode == 0o755)
    }

    @Test func `other kinds of file are refused by their first bytes`() {
        for bytes: [UInt8] in [[], [0x50], Array("Rar!\u{1A}\u{7}".utf8), [UInt8](repeating: 0, count: 2000)] {
            #expect(code(bytes) == .malformed)
        }
    }
}
