import Forges
import Testing

@Suite struct NameTests {
    @Test(arguments: ["owner/name", "a/.github", "A-b_c.d/e", "a/" + String(repeating: "x", count: 100)])
    func `owner and name make a repository's name`(text: String) {
        #expect(RepositoryName(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "a", "a/", "/b", "a/b/c", "../b", "a/..", "a/.", "-a/b", "a/-b", "a/b c", "a/b%2f", "a/b\n", "é/b",
        "a/b.git", "a/B.GIT", "a/" + String(repeating: "x", count: 101), "a\\b/c", "a/b?c", "a/b#c",
    ])
    func `anything else is no repository's name`(text: String) {
        #expect(RepositoryName(text) == nil)
    }
}
