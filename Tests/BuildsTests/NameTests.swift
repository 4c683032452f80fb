import Builds
import Testing

@Suite struct NameTests {
    @Test(arguments: ["refs/heads/main", "refs/tags/v1.0", "refs/heads/feature/x", "refs/tags/ünïcode"])
    func `a branch or tag is accepted`(name: String) {
        #expect(RefName(name)?.description == name)
    }

    @Test(arguments: [
        "main", "refs/heads/", "refs/heads/-x", "refs/heads/a..b", "refs/heads/a b", "refs/heads/a~1", "refs/heads/.a",
        "refs/heads/a.lock", "refs/heads/a/", "refs/heads//a", "refs/heads/a\n", "refs/heads/a@{1}", "refs/tags/@",
        "refs/pull/1/head", "refs/heads/a.", "refs/heads/\u{7F}", "refs/heads/a\\b",
        "refs/heads/.\u{301}a", "refs/heads/-\u{301}a", "refs/heads/a..\u{301}b", "refs/heads/a/.\u{301}b",
        "refs/heads/a@{\u{301}", "refs/heads/a.lock/\u{301}b", "refs/heads/a \u{301}b", "refs/heads/a:\u{301}b",
        "refs/heads/a\r\n",
        "refs/heads/" + String(repeating: "a", count: 1024),
    ])
    func `anything else is no ref`(name: String) {
        #expect(RefName(name) == nil)
    }

    @Test func `refs of other bytes are other refs, however alike they look`() {
        #expect(RefName("refs/heads/\u{E9}") != RefName("refs/heads/e\u{301}"))
    }

    @Test func `the short name lacks the folder`() {
        #expect(RefName("refs/tags/\u{301}")?.shortName == "\u{301}")
        #expect(RefName("refs/tags/v1")?.shortName == "v1")
        #expect(RefName.branch("a/b")?.shortName == "a/b")
    }

    @Test(arguments: ["a", "hello-1.0.tar.gz", "A_b+c", String(repeating: "a", count: 128)])
    func `a plain file name is an artifact's name`(name: String) {
        #expect(ArtifactName(name)?.description == name)
    }

    @Test(arguments: [
        "", ".hidden", "-x", "a/b", "../x", "a\nb", "a b", "SHA256SUMS", "sha256sums", "Evidence.JSON", "build.log",
        "é",
        String(repeating: "a", count: 129),
    ])
    func `any other name is refused`(name: String) {
        #expect(ArtifactName(name) == nil)
    }

    @Test func `identifiers differ and read back`() {
        let id = BuildID()
        #expect(id != BuildID())
        #expect(BuildID(id.description) == id)
        #expect(BuildID("0123456789ABCDEF0123456789abcdef") == nil)
        #expect(BuildID("123") == nil)
    }

    @Test func `a nonce has sixteen bytes`() {
        #expect(Nonce("00112233-4455-6677-8899-aabbccddeeff")?.description == "00112233445566778899aabbccddeeff")
        #expect(Nonce("00") == nil)
        #expect(Nonce(String(repeating: "0", count: 34)) == nil)
    }
}
