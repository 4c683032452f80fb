import Builds
import CurlKit
import Forges
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct ForgeClientTests {
    @Test(arguments: FakeForge.Kind.allCases)
    func `a repository is looked up`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        var repository = try await fixture.client.repository(fixture.repository)
        #expect(repository.id == "7")
        #expect(!repository.isPrivate)
        fixture.forge.change { $0.isPrivate = true }
        repository = try await fixture.client.repository(fixture.repository)
        #expect(repository.isPrivate)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a tag is peeled`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let annotated = try await fixture.client.tag(fixture.tag, of: fixture.repository)
        #expect(annotated?.object == ForgeFixture.object)
        #expect(annotated?.commit == ForgeFixture.commit)
        let commit = fixture.commit.description
        fixture.forge.change { $0.tags["v1.0"] = .init(object: commit, commit: commit) }
        let light = try await fixture.client.tag(fixture.tag, of: fixture.repository)
        #expect(light?.object == ForgeFixture.commit)
        fixture.forge.change { $0.tags = [:] }
        #expect(try await fixture.client.tag(fixture.tag, of: fixture.repository) == nil)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a tag with a slash and a sign is found`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let tag = try #require(RefName.tag("release/1.0+b#1%"))
        let commit = fixture.commit.description
        fixture.forge.change { $0.tags["release/1.0+b#1%"] = .init(object: commit, commit: commit) }
        #expect(try await fixture.client.tag(tag, of: fixture.repository)?.commit == fixture.commit)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `drafts are found on later pages`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        fixture.forge.change { state in
            state.releases = [.init(id: 1, tag: "v1.0", isDraft: true)]
            state.releases += (2...9).map { .init(id: $0, tag: "v0.\($0)") }
            state.pageSize = 2
        }
        let releases = try await fixture.client.releases(of: fixture.tag, in: fixture.repository)
        #expect(releases.map(\.id) == ["1"])
        #expect(releases.first?.isDraft == true)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a status is cut to the forge's length and carries the link`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let status = CommitStatus(
            .failure,
            description: String(repeating: "é👩‍🚀", count: 100) + "\nsecond line",
            link: "https://builds.example.org/builds/1"
        )
        try await fixture.client.set(status, on: fixture.commit, in: fixture.repository)
        let mark = try #require(fixture.forge.holdings.statuses.first)
        #expect(mark.state == "failure")
        #expect(mark.commit == fixture.commit.description)
        #expect(mark.link == "https://builds.example.org/builds/1")
        #expect(mark.context == "assay")
        #expect(mark.description.utf16.count <= 140)
        #expect(mark.description.hasSuffix("…"))
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `webhooks are made, listed and removed`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let secret = try #require(WebhookSecret("hook secret"))
        let url = "https://builds.example.org/webhooks/x/1"
        let hook = try await fixture.client.createWebhook(url: url, secret: secret, in: fixture.repository)
        #expect(fixture.forge.holdings.hooks.first?.secret == "hook secret")
        #expect(fixture.forge.holdings.hooks.first?.contentType == "json")
        #expect(fixture.forge.holdings.hooks.first?.events.contains("push") == true)
        #expect(try await fixture.client.webhooks(in: fixture.repository) == [hook])
        try await fixture.client.deleteWebhook(hook.id, in: fixture.repository)
        try await fixture.client.deleteWebhook(hook.id, in: fixture.repository)
        #expect(fixture.forge.holdings.hooks.isEmpty)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `the token goes to the forge's own host alone, and lengths and agents are announced`(
        kind: FakeForge.Kind
    ) async throws {
        let fixture = try ForgeFixture(kind)
        fixture.forge.change { $0.reportsDigests = false }
        _ = try await fixture.run(fixture.files())
        let requests = fixture.forge.requests
        #expect(requests.contains { $0.isForContents })
        for request in requests {
            #expect(request.headers["User-Agent"] == "assay-tests")
            #expect(!request.target.contains(FakeForge.token))
            #expect((request.headers["Authorization"] == nil) == request.isForContents)
            #expect(request.headers["Transfer-Encoding"] == nil)
            if request.method == "POST" { #expect(request.headers["Content-Length"] == "\(request.body.count)") }
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `an asset is downloaded without any token`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let files = try fixture.files()
        let release = try await fixture.run(files)
        let anonymous = try ForgeFixture(kind, token: nil)
        anonymous.forge.change { $0.releases = fixture.forge.holdings.releases }
        let assets = try await anonymous.client.assets(of: release, in: fixture.repository)
        let asset = try #require(assets.first { $0.name == "hello.tar.gz" })
        let path = ScratchDirectory.current.path("copy")
        let digest = try await anonymous.client.download(
            asset,
            of: release,
            in: fixture.repository,
            to: path,
            limit: 100
        )
        #expect(digest.size == 12)
        #expect(digest.sha256 == files.first { $0.name == "hello.tar.gz" }?.sha256)
        await #expect(throws: ForgeError.self) {
            try await anonymous.client.download(
                asset,
                of: release,
                in: fixture.repository,
                to: ScratchDirectory.current.path("small"),
                limit: 11
            )
        }
        let error = await #expect(throws: ForgeError.self) {
            try await anonymous.client.createDraft(fixture.draft, in: fixture.repository)
        }
        #expect(error?.code == .forbidden)
    }

    @Test(arguments: [403, 429])
    func `a rate limit is waited for as long as the forge asks`(status: Int) async throws {
        let fixture = try ForgeFixture(.github)
        let limit = FakeForge.Failure.status(status, headers: ["Retry-After": "30"])
        fixture.forge.fail(.listReleases, with: limit)
        fixture.forge.fail(.createRelease, with: limit)
        fixture.forge.fail(.upload, with: limit)
        _ = try await fixture.run(fixture.files())
        #expect(fixture.pauses.all.filter { $0 == .seconds(30) }.count == 3)
        #expect(fixture.forge.holdings.releases.count == 1)
    }

    @Test func `a secondary rate limit without a time is waited for for a minute`() async throws {
        let fixture = try ForgeFixture(.github)
        let text = "You have exceeded a secondary rate limit. Please wait a few minutes."
        fixture.forge.fail(.createRelease, with: .status(403, message: text))
        _ = try await fixture.run(fixture.files())
        #expect(fixture.pauses.all == [.seconds(60)])
    }

    @Test func `a limit that lasts too long is reported with its time`() async throws {
        let fixture = try ForgeFixture(.github)
        fixture.forge.fail(.createRelease, with: .status(429, headers: ["Retry-After": "3600"]))
        let error = await #expect(throws: ForgeError.self) { try await fixture.run(fixture.files()) }
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter == .seconds(3600))
        #expect(fixture.pauses.all.isEmpty)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a wrong token is an error that does not show it`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind, token: "some-other-token")
        let error = await #expect(throws: ForgeError.self) { try await fixture.run(fixture.files()) }
        #expect(error?.code == .forbidden)
        #expect(error.map { "\($0)".contains("some-other-token") } == false)
        #expect(fixture.pauses.all.isEmpty)
        #expect(ForgeToken("some-other-token").map { "\($0)" } == "(token)")
    }

    @Test(arguments: [
        ("https://api.github.com", "https://uploads.github.com"),
        ("https://api.github.com/", "https://uploads.github.com"),
        ("https://api.corp.ghe.com", "https://uploads.corp.ghe.com"),
        ("https://git.example.org/api/v3", "https://git.example.org/api/uploads"),
        ("http://127.0.0.1:8080/api/v3/", "http://127.0.0.1:8080/api/uploads"),
    ])
    func `the address for uploads follows from that of the API`(api: String, uploads: String) throws {
        let url = try #require(GitHubClient.uploads(for: HTTPURL(api)))
        #expect(try url.origin == HTTPURL(uploads).origin)
        #expect(try url.path == HTTPURL(uploads).path)
    }

    @Test func `no address for uploads is guessed`() throws {
        #expect(try GitHubClient.uploads(for: HTTPURL("https://git.example.org/somewhere")) == nil)
    }
}
