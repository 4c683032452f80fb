import Builds
import Settings
import Testing

struct SourceAllowListTests {
    private static let list = SourceAllowList.reading([
        "https://github.com/*", "https://gitea.example.org:3000/team/*", "https://*.example.net/a/b",
        "http://127.0.0.1:8080/git/*", "file:///srv/git/*", "https://codeberg.org/owner/tool-*",
    ]).list

    @Test(arguments: [
        ("https://github.com/o/r", "https://github.com/o/r"),
        ("https://github.com/o/r/", "https://github.com/o/r"),
        ("HTTPS://GitHub.COM:443/o/R.git", "https://github.com/o/R.git"),
        ("https://gitea.example.org:3000/team/x", "https://gitea.example.org:3000/team/x"),
        ("https://x.y.example.net/a/b.git", "https://x.y.example.net/a/b.git"),
        ("http://127.0.0.1:8080/git/x.git", "http://127.0.0.1:8080/git/x.git"),
        ("file:///srv/git/x.git", "file:///srv/git/x.git"),
        ("https://codeberg.org/owner/tool-a", "https://codeberg.org/owner/tool-a"),
    ])
    func `a listed repository is allowed in its normal form`(text: String, normal: String) {
        #expect(Self.list.allowed(text)?.url.description == normal)
    }

    @Test(arguments: [
        // Another host that looks alike.
        "https://github.com.evil/o/r", "https://github.com@evil/o/r", "https://evil@github.com/o/r",
        "https://user:pass@github.com/o/r", "https://github.com:443@evil/o/r", "https://evilgithub.com/o/r",
        "https://github.com./o/r", "https://github.com../o/r", "https://.github.com/o/r", "https://www.github.com/o/r",
        "https://github.com\\@evil/o/r", "https://github.com\\.evil/o/r", "https://github.com#@evil/o/r",
        "https://github.com?@evil/o/r", "https://github%2ecom/o/r", "https://github.com%00.evil/o/r",
        "https://github.com\u{0}/o/r", "https://gith\u{FF55}b.com/o/r", "https://gıthub.com/o/r",
        "https://github.com /o/r", " https://github.com/o/r", "https://github.com/o/r ", "https://github.com/o/r\n",
        "https:/github.com/o/r", "https:github.com/o/r", "//github.com/o/r", "https:///github.com/o/r", "https://",
        // Another port or scheme.
        "https://github.com:8443/o/r", "https://github.com:/o/r", "https://github.com:0/o/r",
        "https://github.com:99999/o/r", "https://github.com:+443/o/r", "https://github.com:0443x/o/r",
        "https://gitea.example.org/team/x", "http://github.com/o/r", "git://github.com/o/r", "ssh://github.com/o/r",
        "ssh://git@github.com/o/r", "git@github.com:o/r", "github.com:o/r", "ext::sh -c id",
        "ext::https://github.com/o/r",
        "ftp://github.com/o/r", "git+https://github.com/o/r", "https::https://github.com/o/r", "--upload-pack=x", "",
        // Another path.
        "https://github.com", "https://github.com/", "https://github.com/../o/r", "https://github.com/o/../r",
        "https://github.com/./o", "https://github.com/%2e%2e/o", "https://github.com/o%2Fr", "https://github.com//o/r",
        "https://github.com/o//r", "https://github.com/o/r?x=1", "https://github.com/o/r#x", "https://github.com/o\\r",
        "https://github.com/-o/r", "https://github.com/o/*", "https://github.com/o/r;x", "https://github.com/ö/r",
        "https://gitea.example.org:3000/team", "https://gitea.example.org:3000/teams/x",
        "https://gitea.example.org:3000/team/../other/x", "https://example.net/a/b", "https://evilexample.net/a/b",
        "https://x.example.net/a/b/c", "https://codeberg.org/owner/tool", "https://codeberg.org/owner/tool-a/b",
        // Private places that are not listed.
        "file:///etc/passwd", "file:///srv/git/../../etc", "file://localhost/srv/git/x", "file:/srv/git/x",
        "/srv/git/x",
        "file:///srv/git", "http://127.0.0.1/git/x", "http://127.1:8080/git/x", "http://2130706433:8080/git/x",
        "http://0x7f.0.0.1:8080/git/x", "http://0177.0.0.1:8080/git/x", "http://127.0.0.01:8080/git/x",
        "http://[::1]:8080/git/x", "http://[::ffff:127.0.0.1]:8080/git/x", "http://localhost:8080/git/x",
        "http://169.254.169.254/latest", "https://10.0.0.1/o/r", "https://[fe80::1%25eth0]/o/r",
    ])
    func `everything else is refused`(text: String) {
        #expect(Self.list.allowed(text) == nil)
    }

    @Test func `a wildcard never stands for a private place`() {
        let (list, refused) = SourceAllowList.reading(["https://*.corp.internal/a/*", "https://*.corp.example/a/*"])
        #expect(refused.isEmpty)
        #expect(list.allowed("https://db.corp.example/a/b")?.mayBePrivate == false)
        #expect(list.allowed("https://db.corp.internal/a/b") == nil)
        #expect(SourceAllowList.reading(["https://*.0.0.1/a/*"]).list.allowed("https://127.0.0.1/a/b") == nil)
        let named = SourceAllowList.reading(["https://db.internal/a/*"]).list
        #expect(named.allowed("https://db.internal/a/b")?.mayBePrivate == true)
        #expect(Self.list.allowed("https://github.com/o/r")?.mayBePrivate == false)
    }

    @Test(arguments: [
        "*", "https://*/x", "https://*.com/x", "*://github.com/x", "https://github.com", "https://user@github.com/*",
        "https://github.com/../*", "https://github.com/*?x", "ssh://github.com/*", "https://git*.com/*",
        "https://*.*/a/*",
    ])
    func `a pattern that allows too much or cannot match is refused`(pattern: String) {
        #expect(SourceAllowList.reading([pattern]).refused == [pattern])
    }

    @Test func `any text at all is judged without a trap`() {
        let seeds = ["https://github.com:443/o/r.git", "http://[::1]:8080/git/x", "file:///srv/git/x"]
        for seed in seeds {
            for index in seed.utf8.indices {
                for byte: UInt8 in [0, 0x20, 0x25, 0x2E, 0x2F, 0x3A, 0x40, 0x5B, 0x5D, 0x7F, 0x80, 0xFF] {
                    var bytes = Array(seed.utf8)
                    bytes[seed.utf8.distance(from: seed.startIndex, to: index)] = byte
                    _ = Self.list.allowed(String(decoding: bytes, as: UTF8.self))
                }
                _ = Self.list.allowed(String(seed[..<index]))
            }
        }
    }
}
