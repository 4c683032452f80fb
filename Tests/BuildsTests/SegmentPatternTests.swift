import Builds
import Testing

@Suite struct SegmentPatternTests {
    struct Match: Sendable {
        let pattern: String
        let name: String
        let matches: Bool

        init(_ pattern: String, _ name: String, _ matches: Bool) {
            self.pattern = pattern
            self.name = name
            self.matches = matches
        }
    }

    @Test(arguments: [
        Match("*", "owner/name", true), Match("owner/*", "owner/name", true), Match("owner/*", "owner/a/b", true),
        Match("owner/*", "owner2/name", false), Match("owner/*", "owner", false), Match("own*/x", "owner/x", true),
        Match("refs/tags/v*", "refs/tags/v1", true), Match("refs/tags/v*", "refs/tags/w1", false),
        Match("refs/tags/v*", "refs/tags/v1/x", false), Match("refs/heads/*", "refs/heads/a/b", true),
        Match("refs/heads/*", "refs/heads", false), Match("a*b*c", "a-b-b-c", true), Match("a*b*c", "a-b-b", false),
        Match("a.b/c", "aXb/c", false), Match("Owner/x", "owner/x", false), Match("*/x", "a/b/x", false),
        Match("*/x", "a/x", true), Match("a/*", "a//b", false), Match("a/*", "a/", false),
        Match("a/*", "a\u{2F}\u{301}b", true), Match("a/\u{E9}", "a/e\u{301}", false),
    ])
    func `a pattern matches segment by segment`(match: Match) throws {
        let pattern = try #require(SegmentPattern(match.pattern))
        #expect(pattern.matches(match.name) == match.matches)
    }

    @Test func `case is ignored on request`() {
        #expect(SegmentPattern("Owner/*")?.matches("oWNER/x", ignoringCase: true) == true)
    }

    @Test(arguments: ["", "/", "a//b", "a/", "a/../b", "./a", "a b", "a\n", String(repeating: "a", count: 1025)])
    func `an empty, overlong or gapped pattern is refused`(text: String) {
        #expect(SegmentPattern(text) == nil)
    }

    @Test func `a pattern of many stars takes no exponential time`() throws {
        let pattern = try #require(SegmentPattern(String(repeating: "a*", count: 100) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
