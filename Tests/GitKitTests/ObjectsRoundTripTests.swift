import Builds
import Bytes
import Foundation
import GitKit
import OpenSSLKit
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ObjectsRoundTripTests {
    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: ScratchDirectory.current.path("tree/" + name))))
    }

    /// The lines of `git ls-tree -r`, as mode, type, object and path.
    private func listing(_ repository: ObjectsRepository) throws -> [(mode: String, object: String, path: [UInt8])] {
        try repository.git("ls-tree", "-r", "-z", "main").split(separator: 0).map { line in
            let tab = try #require(line.firstIndex(of: UInt8(ascii: "\t")))
            let words = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
            return (String(words[0]), String(words[2]), Array(line[(tab + 1)...]))
        }
    }

    /// Compares what was read with what git says, computing each digest anew.
    private func expectSameAsGit(_ source: VerifiedSource, _ repository: ObjectsRepository) throws {
        #expect(source.commit.id == (try repository.id("main")))
        #expect(source.commit.tree == (try repository.id("main^{tree}")))
        let expected = try listing(repository).sorted { $0.path.lexicographicallyPrecedes($1.path) }
        #expect(source.entries.map(\.path) == expected.map(\.path))
        #expect(source.entries.map(\.mode.text) == expected.map(\.mode))
        var digested: [UInt8] = []
        for (entry, line) in zip(source.entries, expected) {
            var digits = line.object
            if case .blob(let size, let sha256) = entry.content {
                let content = try repository.git("cat-file", "blob", line.object)
                digits = DigestAlgorithm.sha256.digest(content).hexadecimal
                #expect(sha256 == digits)
                #expect(size == content.count)
            }
            digested += Array("\(line.mode) \(digits)\t".utf8) + line.path + [0]
        }
        #expect(source.treeSHA256 == DigestAlgorithm.sha256.digest(digested).hexadecimal)
    }

    @Test func `every kind of entry is read and written as git has it`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write("#!/bin/sh\n", to: "configure")
        try repository.write("int main;\r\n", to: "src/main.c")
        try repository.write("", to: "src.c")
        try repository.write("x", to: "src-old/a")
        try repository.write("größer", to: "Ü/ß\u{301}")
        try repository.write("nfc", to: "caf\u{E9}")
        try repository.write("nfd", to: "cafe\u{301}")
        try repository.write("odd", to: "a\nb\tc")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: repository.path + "/configure")
        try FileManager.default.createSymbolicLink(
            atPath: repository.path + "/link",
            withDestinationPath: "/etc/shadow"
        )
        try repository.git("add", "-A")
        let commit = String(repeating: "1", count: 40)
        try repository.git("update-index", "--add", "--cacheinfo", "160000,\(commit),vendor/module")
        try repository.git("commit", "-q", "-m", "m")

        let stream = try repository.stream()
        let (source, root) = try writeSource(stream, commit: try repository.id("main"))
        try expectSameAsGit(source, repository)
        #expect(source.submodules.map(\.path) == [Array("vendor/module".utf8)])
        #expect(try bytes("src/main.c") == Array("int main;\r\n".utf8))
        #expect(try bytes("Ü/ß\u{301}") == Array("größer".utf8))
        #expect(try bytes("caf\u{E9}") == Array("nfc".utf8))
        let tree = ScratchDirectory.current.path("tree")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: tree + "/link") == "/etc/shadow")
        #expect(
            try FileManager.default.attributesOfItem(atPath: tree + "/configure")[.posixPermissions] as? Int == 0o755
        )
        #expect(try FileManager.default.attributesOfItem(atPath: tree + "/src.c")[.posixPermissions] as? Int == 0o644)
        #expect(!FileManager.default.fileExists(atPath: tree + "/vendor"))

        #expect(root.entry("link") == .symlink)
        #expect(root.entry("configure") == .file(Array("#!/bin/sh\n".utf8)))
        #expect(root.entry("src") == .directory)
        #expect(root.entry("caf\u{E9}") == .file(Array("nfc".utf8)))
        #expect(root.entry("cafe\u{301}") == .file(Array("nfd".utf8)))
        #expect(root.entry("main.c") == nil)
    }

    @Test func `a tree without entries is a source without entries`() throws {
        let repository = try ObjectsRepository.make()
        try repository.commitAll()
        let (source, root) = try writeSource(try repository.stream(), commit: try repository.id("main"))
        #expect(source.commit.tree.description == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
        #expect(source.entries.isEmpty)
        #expect(root.names.isEmpty)
        #expect(source.treeSHA256 == DigestAlgorithm.sha256.digest([]).hexadecimal)
    }

    @Test func `two thousand files in folders arrive`() throws {
        var stream = "commit refs/heads/main\ncommitter a <a@example.org> 1700000000 +0000\ndata 1\nm\n"
        for number in 0..<2000 {
            let content = "file number \(number)"
            stream +=
                "M 100644 inline d\(number % 37)/e\(number % 5)/f\(number)\ndata \(content.utf8.count)\n\(content)\n"
        }
        let repository = try ObjectsRepository.importing(stream)
        let (source, _) = try writeSource(try repository.stream(), commit: try repository.id("main"))
        #expect(source.entries.map(\.path) == (try listing(repository).map(\.path)))
        #expect(source.commit.tree == (try repository.id("main^{tree}")))
        #expect(try bytes("d1/e4/f1999") == Array("file number 1999".utf8))
    }

    @Test(arguments: [(64, true), (65, false)])
    func `folders below one another are followed up to the limit`(depth: Int, isAccepted: Bool) throws {
        let path = Array(repeating: "d", count: depth).joined(separator: "/") + "/f"
        let repository = try ObjectsRepository.importing(
            """
            commit refs/heads/main
            committer a <a@example.org> 1700000000 +0000
            data 1
            m
            M 100644 inline \(path)
            data 1
            x

            """
        )
        if isAccepted {
            let (source, _) = try writeSource(try repository.stream(), commit: try repository.id("main"))
            #expect(source.entries.map(\.path) == [Array(path.utf8)])
        } else {
            let error = #expect(throws: GitError.self) { try repository.stream() }
            #expect(error?.code == .limit)
            var generous = SourceLimits()
            generous.depth = 100
            let stream = try repository.stream(limits: generous)
            let commit = try repository.id("main")
            #expect(throws: GitError.self) { try readSource(stream, commit: commit) }
        }
    }

    @Test func `attributes and filters change nothing`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write(
            "* text eol=crlf\n*.c ident\n*.bin filter=lfs\n*.t working-tree-encoding=UTF-16\n",
            to: ".gitattributes"
        )
        try repository.write("[filter \"lfs\"]\n smudge = touch pwned\n", to: ".lfsconfig")
        let contents = ["a.txt": "one\ntwo\n", "b.c": "/* $Id$ */\n", "c.bin": "v\n"]
        for (name, text) in contents {
            let object = String(
                decoding: try repository.git("hash-object", "-w", "--stdin", input: Array(text.utf8)),
                as: UTF8.self
            )
            let line = "100644,\(object.prefix(40)),\(name)"
            try repository.git("update-index", "--add", "--cacheinfo", line)
        }
        try repository.git("add", ".gitattributes", ".lfsconfig")
        try repository.git("commit", "-q", "-m", "m")
        let (source, _) = try writeSource(try repository.stream(), commit: try repository.id("main"))
        try expectSameAsGit(source, repository)
        for (name, text) in contents { #expect(try bytes(name) == Array(text.utf8)) }
    }

    @Test func `pointers of Git LFS are named`() throws {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
        let repository = try ObjectsRepository.make()
        try repository.write(pointer, to: "assets/big.bin")
        try repository.write(pointer + String(repeating: "x", count: 1024), to: "assets/long.bin")
        try repository.write("nothing", to: "plain")
        try repository.commitAll()
        let source = try readSource(try repository.stream(), commit: try repository.id("main"))
        #expect(source.lfsPointers == [Array("assets/big.bin".utf8)])
    }

    @Test func `files at the root are kept up to their limits`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write(String(repeating: "x", count: 11), to: "big")
        try repository.write(String(repeating: "x", count: 11), to: "Cargo.lock")
        try repository.write(String(repeating: "x", count: 10), to: "fits")
        try repository.write(String(repeating: "x", count: 10), to: "too")
        try repository.commitAll()
        var limits = RootFiles.Limits()
        (limits.file, limits.lockFile, limits.total) = (10, 20, 25)
        let commit = try repository.id("main")
        let (_, root) = try writeSource(try repository.stream(), commit: commit, rootFileLimits: limits)
        #expect(root.entry("big") == .tooLarge(size: 11))
        #expect(root.entry("Cargo.lock") == .file(Array(repeating: 0x78, count: 11)))
        #expect(root.entry("fits") == .file(Array(repeating: 0x78, count: 10)))
        #expect(root.entry("too") == .tooLarge(size: 10))
    }

    @Test func `an object that is met twice comes twice`() throws {
        let repository = try ObjectsRepository.make()
        for name in ["a/x", "b/x", "c"] { try repository.write("same", to: name) }
        try repository.commitAll()
        let (source, _) = try writeSource(try repository.stream(), commit: try repository.id("main"))
        try expectSameAsGit(source, repository)
        #expect(try bytes("b/x") == Array("same".utf8))
    }

    /// Notes how large the pieces of content are that it gets.
    private struct PieceSizes: TreeVisitor {
        var largest = 0
        var total = 0
        mutating func begin(path: [UInt8], mode: TreeEntryMode, size: Int) throws(GitError) {}
        mutating func content(_ piece: ArraySlice<UInt8>) throws(GitError) {
            largest = max(largest, piece.count)
            total += piece.count
        }
        mutating func end() throws(GitError) {}
        mutating func submodule(path: [UInt8], commit: ObjectID) throws(GitError) {}
        consuming func finish() throws(GitError) -> (largest: Int, total: Int) { (largest, total) }
    }

    @Test func `a large file comes in pieces`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write(String(repeating: "0123456789abcdef", count: 1 << 18), to: "large")
        try repository.commitAll()
        let stream = try repository.stream()
        let reader = try ObjectStreamReader(try stream.descriptor())
        let sizes = try reader.read(commit: try repository.id("main"), into: PieceSizes()).output
        #expect(sizes.total == 4 << 20)
        #expect(sizes.largest <= 256 << 10)
    }
}
