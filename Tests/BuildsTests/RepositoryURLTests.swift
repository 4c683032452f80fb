import Builds
import Testing

@Suite struct RepositoryURLTests {
    @Test(arguments: [
        "https://github.com/owner/repo", "https://github.com/owner/repo.git",
        "HTTPS://GitHub.com/owner/repo/", "https://github.com:443/owner/repo.git/",
    ])
    func `spellings of one repository are equal`(_ text: String) throws {
        let url = try #require(RepositoryURL(text))
        #expect(url.spelling == "https://github.com/owner/repo")
        #expect(try url == #require(RepositoryURL("https://github.com/owner/repo")))
        #expect(RepositoryURL(url.description)?.description == url.description)
    }

    @Test(arguments: [
        ("https://github.com/owner/repo", "https://github.com/owner/Repo"),
        ("https://github.com/owner/repo", "http://github.com/owner/repo"),
        ("https://github.com/owner/repo", "https://github.com:8443/owner/repo"),
        ("https://github.com/owner/repo", "https://github.com.evil.example/owner/repo"),
        ("file:///srv/a", "file:///srv/b"),
    ])
    func `different repositories are not equal`(_ one: String, _ other: String) throws {
        #expect(try #require(RepositoryURL(one)) != #require(RepositoryURL(other)))
    }

    @Test(arguments: [
        "", "github.com/owner/repo", "ssh://git@github.com/owner/repo", "https://user@github.com/owner/repo",
        "https://user:secret@github.com/owner/repo", "https://github.com/owner/../repo",
        "https://github.com/owner//repo",
        "https://github.com/owner/repo?x", "https://github.com/owner/repo#x", "https://github.com/owner/re%70o",
        "https://github.com", "https://github.com/", "https:///owner/repo", "file://host/srv/a", "ext::sh -c x",
        "https://github.com/owner/re po", "https://github.com/owner/repö", "https://:443/a/b",
        "https://github.com/.git", "https://github.com/owner/.git", "git+https://github.com/owner/repo",
        "https://github.com/owner/@repo", "https://github.com/owner/repo//", "https://github.com/-o/r",
        "https://\u{212A}.example/a/b", "https://github.com/\u{301}a",
        "https://github.com/owner/repo\n",
    ])
    func `anything that two readers might see differently is refused`(_ text: String) {
        #expect(RepositoryURL(text) == nil)
    }

    @Test(arguments: [
        ("https://user:secret@host/a?token=x#y", "https://host/a"), ("ssh://git@host/a", "ssh://host/a"),
        ("https://a@b@host/x@y", "https://host/x@y"), ("git@host:owner/repo", "git@host:owner/repo"),
        ("https://secret@host", "https://host"), ("https://secret@\u{301}host/a", "https://\u{301}host/a"),
        ("https://host/a?\u{301}token", "https://host/a"),
    ])
    func `credentials are cut out of a URL that is only quoted`(_ text: String, _ expected: String) {
        #expect(RepositoryURL.withoutCredentials(text) == expected)
    }
}
