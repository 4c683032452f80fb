import Builds
import CurlKit
import Forges
import Testing

@Suite struct ReleaseLocationTests {
    struct Case: Sendable {
        let text: String
        let forge: String
        let repository: String
        let tag: String

        init(_ text: String, _ forge: String, _ repository: String, _ tag: String) {
            self.text = text
            self.forge = forge
            self.repository = repository
            self.tag = tag
        }
    }

    @Test(arguments: [
        Case("https://github.com/owner/demo/releases/tag/v1.0", "https://github.com", "owner/demo", "v1.0"),
        Case("https://github.com/owner/demo@v1.0", "https://github.com", "owner/demo", "v1.0"),
        Case("http://127.0.0.1:3000/git/owner/demo@v1.0", "http://127.0.0.1:3000/git", "owner/demo", "v1.0"),
        Case("https://git.example.org/o/r/releases/tag/release%2F1.0", "https://git.example.org", "o/r", "release/1.0"),
        Case("https://git.example.org/o/r/releases/tag/release/1.0", "https://git.example.org", "o/r", "release/1.0"),
        Case("https://git.example.org/o/r@scope@1.0", "https://git.example.org", "o/r", "scope@1.0"),
    ])
    func `a release is named by its page or by repository and tag`(example: Case) throws {
        let location = try #require(ReleaseLocation(example.text))
        #expect(location.forge == example.forge)
        #expect(location.repository.description == example.repository)
        #expect(location.tag.shortName == example.tag)
        #expect(location.repositoryURL == "\(example.forge)/\(example.repository)")
    }

    @Test(arguments: [
        "", "owner/demo@v1", "/tmp/release", "file:///owner/demo@v1", "ext::sh -c x/owner/demo@v1",
        "https://host/demo@v1",
        "https://user@host/owner/demo", "https://user:password@host/owner/demo@v1", "https://host/owner/demo@",
        "https://host/owner/demo@-x", "https://host/owner/demo@a..b", "https://host/../demo@v1",
        "https://host/owner/demo@v1?x=1", "https://host/owner/demo@v1#x", "https://host/owner/demo/releases/tag/%zz",
        "https://host/owner/demo/releases/tag/%0a", "https://host/owner/demo/releases/tag/%ff",
        "https://host/owner/demo", "https://user@\u{301}host/owner/demo@v1", "https://host/owner/demo@v1?\u{301}x",
        "https://ho\u{301}st/owner/demo@v1",
    ])
    func `anything else names no release`(text: String) {
        #expect(ReleaseLocation(text) == nil)
    }

    @Test func `the API's address follows from the forge's`() throws {
        #expect(try ForgeAddress(kind: .github, url: "https://github.com").api == HTTPURL("https://api.github.com"))
        let enterprise = try ForgeAddress(kind: .github, url: "https://git.example.org")
        #expect(try enterprise.api == HTTPURL("https://git.example.org/api/v3"))
        let residency = try ForgeAddress(kind: .github, url: "https://corp.ghe.com")
        #expect(try residency.api == HTTPURL("https://api.corp.ghe.com"))
        let gitea = try ForgeAddress(kind: .gitea, url: "https://example.org/git/")
        #expect(try gitea.api == HTTPURL("https://example.org/git/api/v1"))
        let name = try #require(RepositoryName("owner/demo"))
        #expect(gitea.repositoryURL(of: name) == "https://example.org/git/owner/demo.git")
        let own = try ForgeAddress(kind: .gitea, url: "https://example.org", api: "https://api.example.org/v1")
        #expect(try own.api == HTTPURL("https://api.example.org/v1"))
        #expect(throws: ForgeError.self) { try ForgeAddress(kind: .directory, url: "https://example.org") }
        #expect(throws: ForgeError.self) { try ForgeAddress(kind: .gitea, url: "https://u:p@example.org") }
    }
}
