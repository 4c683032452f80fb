import Files
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct GlobTests {
    @Test(arguments: [
        "", "/etc/*", "../*", "a/../b", "a//b", "./a", "a\u{0}", "a\\b", "a\n", "**", "a/**", "a/",
        "../\u{301}x", "a/../\u{301}x", "/\u{301}x", "a/\u{301}/", "./\u{301}x",
    ])
    func `a pattern that is not plainly relative is refused`(text: String) {
        #expect(GlobPattern(text) == nil)
    }

    struct Case: Sendable {
        let pattern: String
        let paths: [String]
    }

    @Test(arguments: [
        Case(pattern: "dist/*.tar.gz", paths: ["dist/a.tar.gz", "dist/b.tar.gz"]),
        Case(pattern: "dist/a.tar.gz", paths: ["dist/a.tar.gz"]),
        Case(pattern: "dist/?.tar.gz", paths: ["dist/a.tar.gz", "dist/b.tar.gz"]),
        Case(pattern: "**/*.gz", paths: ["dist/a.tar.gz", "dist/b.tar.gz", "dist/deep/er/c.tar.gz"]),
        Case(pattern: "dist/**/c.tar.gz", paths: ["dist/deep/er/c.tar.gz"]),
        Case(pattern: "**/**/deep/**/*", paths: ["dist/deep/er/c.tar.gz"]),
        Case(pattern: "dist/*", paths: ["dist/a.tar.gz", "dist/b.tar.gz"]),
        Case(pattern: "dist/.h*", paths: ["dist/.hidden.gz"]),
        Case(pattern: "dist/deep", paths: ["dist/deep"]),
        Case(pattern: "*", paths: ["top"]),
        Case(pattern: "none/*", paths: []),
        Case(pattern: "top/*", paths: []),
    ])
    func `a pattern finds what a shell would`(expected: Case) throws {
        let scratch = ScratchDirectory.current
        for name in ["dist/a.tar.gz", "dist/b.tar.gz", "dist/.hidden.gz", "dist/deep/er/c.tar.gz", "top"] {
            try scratch.write("x", to: name)
        }
        let pattern = try #require(GlobPattern(expected.pattern))
        let matches = try Directory(path: scratch.path).matches(pattern)
        #expect(matches.map(\.path) == expected.paths)
    }

    @Test func `a link is reported in last place and never entered`() throws {
        let scratch = ScratchDirectory.current
        try scratch.write("secret", to: "outside/file")
        try scratch.write("x", to: "tree/real/file")
        symlink(scratch.path("outside"), scratch.path("tree/linked"))
        symlink("real/file", scratch.path("tree/alias"))
        let directory = try Directory(path: scratch.path("tree"))
        #expect(try directory.matches(#require(GlobPattern("*/file"))).map(\.path) == ["real/file"])
        #expect(try directory.matches(#require(GlobPattern("**/file"))).map(\.path) == ["real/file"])
        #expect(try directory.matches(#require(GlobPattern("alias"))).map(\.status.kind) == [.symbolicLink])
        let error = #expect(throws: FileError.self) { _ = try directory.matches(#require(GlobPattern("linked/file"))) }
        #expect(error?.code == .link)
    }

    @Test func `a search stops at its limits`() throws {
        let scratch = ScratchDirectory.current
        for index in 0..<10 { try scratch.write("x", to: "a/b/c/\(index)") }
        let directory = try Directory(path: scratch.path)
        let pattern = try #require(GlobPattern("**/*"))
        for limits in [GlobLimits(entries: 8), GlobLimits(matches: 8), GlobLimits(depth: 2)] {
            let error = #expect(throws: FileError.self) { _ = try directory.matches(pattern, limits: limits) }
            #expect(error?.code == .limit)
        }
    }

    @Test func `many stars against a long name end at once`() throws {
        let name = String(repeating: "a", count: 250)
        try ScratchDirectory.current.write("x", to: name)
        let pattern = try #require(GlobPattern(String(repeating: "a*", count: 500) + "b"))
        #expect(try Directory(path: ScratchDirectory.current.path).matches(pattern).isEmpty)
        let folders = try #require(GlobPattern(String(repeating: "**/x/", count: 200) + "y"))
        #expect(try Directory(path: ScratchDirectory.current.path).matches(folders).isEmpty)
    }

    @Test func `a match whose name is not UTF-8 is an error`() throws {
        let scratch = ScratchDirectory.current
        let path = Array(scratch.path.utf8CString.dropLast()) + [0x2F, CChar(bitPattern: 0xFF), 0]
        close(open(path, O_CREAT | O_WRONLY, 0o644))
        let error = #expect(throws: FileError.self) {
            _ = try Directory(path: scratch.path).matches(#require(GlobPattern("*")))
        }
        #expect(error?.code == .invalidName)
    }
}
