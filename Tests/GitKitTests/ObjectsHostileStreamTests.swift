import Builds
import Files
import Foundation
import GitKit
import TestSupport
import Testing

/// A process that exports objects and lies.
@Suite(.scratchDirectory)
struct ObjectsHostileStreamTests {
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: GitError.Code
        let stream: [UInt8]

        init(_ description: String, _ code: GitError.Code, _ frames: [[UInt8]]) {
            testDescription = description
            self.code = code
            stream = Handmade.source(frames)
        }
    }

    static let hello = Handmade.blob("hello")
    static let other = Handmade.blob("other")
    static let folder = Handmade.tree(("100644", "inner", hello))
    static let root = Handmade.tree(("100644", "a", hello), ("40000", "d", folder))
    static let commit = Handmade.commit(root)

    static let lies: [Lie] = [
        Lie("another commit", .wrongObject, [Handmade.commit(root, message: "x").frame()]),
        Lie(
            "another commit under the name",
            .wrongObject,
            [
                Handmade.commit(root, message: "x").frame(raw: commit.raw)
            ]
        ),
        Lie("another tree", .wrongObject, [commit.frame(), folder.frame()]),
        Lie("another tree under the name", .wrongObject, [commit.frame(), folder.frame(raw: root.raw)]),
        Lie("another blob", .wrongObject, [commit.frame(), root.frame(), other.frame()]),
        Lie("another blob under the name", .wrongObject, [commit.frame(), root.frame(), other.frame(raw: hello.raw)]),
        Lie("a tree called a blob", .wrongObject, [commit.frame(), root.frame(), hello.frame(kind: 2)]),
        Lie("a tag for the commit", .wrongObject, [commit.frame(kind: 4)]),
        Lie("an unknown kind", .malformed, [commit.frame(), root.frame(), hello.frame(kind: 9)]),
        Lie("a missing object", .notFound, [commit.frame(), root.frame(), hello.frame(), folder.frame()]),
        Lie("nothing at all", .notFound, []),
        Lie(
            "an object too many",
            .malformed,
            [
                commit.frame(), root.frame(), hello.frame(), folder.frame(), hello.frame(), hello.frame(),
            ]
        ),
        Lie(
            "another order",
            .wrongObject,
            [commit.frame(), root.frame(), folder.frame(), hello.frame(), hello.frame()]
        ),
        Lie("a length of 2^64 - 1", .malformed, [commit.frame(), root.frame(), hello.frame(length: .max)]),
        Lie("a length of 2^63 - 1", .limit, [commit.frame(), root.frame(), hello.frame(length: UInt64(Int.max))]),
        Lie("a commit of 2^62 bytes", .limit, [commit.frame(length: 1 << 62)]),
        Lie("a tree of 2^40 bytes", .limit, [commit.frame(), root.frame(length: 1 << 40)]),
        Lie("a length one too short", .wrongObject, [commit.frame(), root.frame(), hello.frame(length: 4)]),
        Lie(
            "bytes after the end",
            .malformed,
            [
                commit.frame(), root.frame(), hello.frame(), folder.frame(), hello.frame(), [0, 0],
            ]
        ),
    ]

    @Test func `the truth is accepted`() throws {
        let stream = Handmade.source(Self.commit, Self.root, Self.hello, Self.folder, Self.hello)
        let source = try readSource(stream, commit: Self.commit.id)
        #expect(source.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["a", "d/inner"])
    }

    @Test(arguments: lies)
    func `a lie is refused`(lie: Lie) throws {
        let error = #expect(throws: GitError.self) { try readSource(lie.stream, commit: Self.commit.id) }
        #expect(error?.code == lie.code)
        #expect(throws: GitError.self) { try writeSource(lie.stream, commit: Self.commit.id) }
    }

    struct BadTree: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: GitError.Code
        let content: [UInt8]

        init(_ description: String, _ code: GitError.Code, _ entries: (String, String)...) {
            testDescription = description
            self.code = code
            content = Handmade.tree(entries.map { (mode: $0.0, name: Array($0.1.utf8), object: hello) }).content
        }

        init(_ description: String, raw: [UInt8]) {
            testDescription = description
            code = .malformed
            content = raw
        }
    }

    static let badTrees: [BadTree] = [
        BadTree("a name twice", .malformed, ("100644", "a"), ("100644", "a")),
        BadTree("a file and a folder of one name", .malformed, ("100644", "a"), ("100644", "a.b"), ("40000", "a")),
        BadTree("a link and a folder of one name", .malformed, ("120000", "a"), ("40000", "a")),
        BadTree("wrong order", .malformed, ("100644", "b"), ("100644", "a")),
        BadTree("a folder sorted as a file", .malformed, ("40000", "a"), ("100644", "a.b")),
        BadTree("a mode with a leading zero", .malformed, ("040000", "a")),
        BadTree("a mode for a group", .malformed, ("100664", "a")),
        BadTree("set-user-id", .malformed, ("104755", "a")),
        BadTree("a device", .malformed, ("20644", "a")),
        BadTree("no mode", .malformed, ("", "a")),
        BadTree("a sign in the mode", .malformed, ("+40000", "a")),
        BadTree("an empty name", .unsafeName, ("100644", "")),
        BadTree("dot", .unsafeName, ("40000", ".")),
        BadTree("dot dot", .unsafeName, ("40000", "..")),
        BadTree("a slash", .unsafeName, ("100644", "a/b")),
        BadTree("an absolute name", .unsafeName, ("100644", "/etc/passwd")),
        BadTree("a slash with a combining mark", .unsafeName, ("100644", "../\u{301}x")),
        BadTree("a name of 256 bytes", .malformed, ("100644", String(repeating: "x", count: 256))),
        BadTree(".git", .unsafeName, ("40000", ".git")),
        BadTree(".GIT as a file", .unsafeName, ("100644", ".GIT")),
        BadTree(".gIt as a link", .unsafeName, ("120000", ".gIt")),
        BadTree(".git as a submodule", .unsafeName, ("160000", ".git")),
        BadTree("an ignored code point within", .unsafeName, ("40000", ".g\u{200C}it")),
        BadTree("an ignored code point before", .unsafeName, ("40000", "\u{FEFF}.git")),
        BadTree("an ignored code point after", .unsafeName, ("40000", ".GiT\u{206F}")),
        BadTree("a direction mark", .unsafeName, ("40000", ".gi\u{202E}t")),
        BadTree("a short name", .unsafeName, ("40000", "GIT~1")),
        BadTree("a short name and a dot", .unsafeName, ("40000", "git~1.")),
        BadTree("dots at the end", .unsafeName, ("40000", ".git...")),
        BadTree("spaces at the end", .unsafeName, ("40000", ".git . ")),
        BadTree("an alternate stream", .unsafeName, ("40000", ".git::$INDEX_ALLOCATION")),
        BadTree("a stream after a space", .unsafeName, ("40000", ".git :x")),
        BadTree("behind a backslash", .unsafeName, ("100644", "a\\.git\\config")),
        BadTree("before a backslash", .unsafeName, ("100644", ".git\\config")),
        BadTree("no end of the name", raw: Array("100644 abc".utf8)),
        BadTree("no object", raw: Array("100644 a\0".utf8)),
        BadTree("19 bytes of an object", raw: Array("100644 a\0".utf8) + Array(repeating: 1, count: 19)),
        BadTree("a byte too many", raw: Handmade.tree(("100644", "a", hello)).content + [0x31]),
    ]

    @Test(arguments: badTrees)
    func `a tree that is not as it must be is refused and leaves nothing`(bad: BadTree) throws {
        let tree = Handmade.Object(kind: 2, content: bad.content)
        let commit = Handmade.commit(tree)
        let stream = Handmade.source(commit, tree, Self.hello, Self.hello)
        let error = #expect(throws: GitError.self) { try writeSource(stream, commit: commit.id) }
        #expect(error?.code == bad.code)
        let written = try FileManager.default.contentsOfDirectory(atPath: ScratchDirectory.current.path("tree"))
        #expect(written.isEmpty)
    }

    @Test(arguments: [".gitignore", ".github", ".gitmodules", "git~2", ".git~", "x.git", "a\\b", "...", ".gi", "gıt~1"])
    func `a harmless name is accepted`(name: String) throws {
        let tree = Handmade.tree(("100644", name, Self.hello))
        let commit = Handmade.commit(tree)
        let (source, root) = try writeSource(Handmade.source(commit, tree, Self.hello), commit: commit.id)
        #expect(source.entries.count == 1)
        #expect(root.entry(name) == .file(Array("hello".utf8)))
    }

    @Test(arguments: ["", "a\0b", String(repeating: "x", count: 4096)])
    func `a link that Linux cannot make is refused`(target: String) throws {
        let link = Handmade.blob(target)
        let tree = Handmade.tree(("120000", "l", link))
        let commit = Handmade.commit(tree)
        let stream = Handmade.source(commit, tree, link)
        let error = #expect(throws: GitError.self) { try writeSource(stream, commit: commit.id) }
        #expect(error?.code == .malformed)
    }

    @Test func `a name that is not UTF-8 can be read but not written`() throws {
        let tree = Handmade.tree([(mode: "100644", name: [0xFF], object: Self.hello)])
        let commit = Handmade.commit(tree)
        let stream = Handmade.source(commit, tree, Self.hello)
        #expect(try readSource(stream, commit: commit.id).entries.map(\.path) == [[0xFF]])
        let error = #expect(throws: GitError.self) { try writeSource(stream, commit: commit.id) }
        #expect(error?.code == .unsafeName)
    }

    @Test func `nothing that is there is replaced`() throws {
        let tree = Handmade.tree(("40000", "d", Self.folder))
        let commit = Handmade.commit(tree)
        let stream = Handmade.source(commit, tree, Self.folder, Self.hello)
        let scratch = ScratchDirectory.current
        try scratch.write("mine", to: "outside/inner")
        try scratch.write("", to: "tree/x")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("tree/d"),
            withDestinationPath: scratch.path("outside")
        )
        #expect(throws: GitError.self) { try writeSource(stream, commit: commit.id) }
        #expect(try String(contentsOfFile: scratch.path("outside/inner"), encoding: .utf8) == "mine")
    }

    @Test func `folders within folders that are the same come to an end`() throws {
        var trees = [Handmade.tree(("100644", "f", Self.hello))]
        for _ in 0..<10 {
            let last = trees[trees.count - 1]
            trees.append(Handmade.tree((0..<10).map { (mode: "40000", name: Array("\($0)".utf8), object: last) }))
        }
        let commit = Handmade.commit(trees[10])
        var frames = [commit.frame()]
        func descend(_ level: Int) {
            guard frames.count < 2000 else { return }
            frames.append(trees[level].frame())
            if level == 0 { return frames.append(Self.hello.frame()) }
            for _ in 0..<10 { descend(level - 1) }
        }
        descend(10)
        var limits = SourceLimits()
        limits.entries = 1000
        let error = #expect(throws: GitError.self) {
            try readSource(Handmade.source(frames), commit: commit.id, limits: limits)
        }
        #expect(error?.code == .limit)
    }

    @Test func `each limit is applied`() throws {
        let stream = Handmade.source(Self.commit, Self.root, Self.hello, Self.folder, Self.hello)
        let sizes: [WritableKeyPath<SourceLimits, Int>] = [
            \.fileSize, \.totalSize, \.treeSize, \.commitSize, \.pathLength, \.pathBytes,
        ]
        for limit in sizes {
            var limits = SourceLimits()
            limits[keyPath: limit] = 4
            let error = #expect(throws: GitError.self) {
                try readSource(stream, commit: Self.commit.id, limits: limits)
            }
            #expect(error?.code == .limit)
        }
    }

    @Test func `every truncation and every flipped bit is refused`() throws {
        let stream = Handmade.source(Self.commit, Self.root, Self.hello, Self.folder, Self.hello)
        for length in stream.indices {
            #expect(throws: GitError.self) { try readSource(Array(stream[..<length]), commit: Self.commit.id) }
        }
        for index in stream.indices {
            for bit in 0..<8 {
                var changed = stream
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: GitError.self) { try readSource(changed, commit: Self.commit.id) }
            }
        }
    }

    @Test func `an error shows nothing of a name that could deceive a terminal`() throws {
        let tree = Handmade.tree(("40000", "z\u{202E}\u{1B}[2J\n", Self.hello), ("40000", "a", Self.hello))
        let commit = Handmade.commit(Handmade.Object(kind: 2, content: tree.content))
        let error = #expect(throws: GitError.self) {
            try readSource(Handmade.source(commit, tree, Self.hello), commit: commit.id)
        }
        let shown = try #require(error).description.unicodeScalars
        #expect(shown.contains("\u{FFFD}"))
        #expect(shown.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
    }
}
