import Builds
import Bytes
import CurlKit
import Forges
import OpenSSLKit
import Provenance
import Publishing
import TestSupport
import Testing
import Verification

/// A publisher before a fake forge, on a clock on which waiting takes no time.
struct PublisherFixture {
    let forge: FakeForge
    let client: any ForgeClient
    let publisher: Publisher
    var publication: Publication

    /// With one attempt, the first failure ends a run as a crash would.
    init(_ kind: FakeForge.Kind, attempts: Int = 4, trust: PublisherTrust = .simulated) throws {
        forge = try FakeForge(kind) { DigestAlgorithm.sha256.digest($0).hexadecimal }
        let object = String(repeating: "a", count: 40)
        forge.change { $0.tags["v1.0"] = .init(object: object, commit: BuiltRelease.commit) }
        let hosts = try [HTTPURL(forge.url), HTTPURL(forge.contentsURL)].map(\.origin.endpoint)
        let http = HTTPClient(
            configuration: .init(
                userAgent: "assay-tests",
                addresses: .publicOnly(except: Set(hosts)),
                retries: RetryPolicy(attempts: attempts, sleep: { _ in })
            )
        )
        let api = try HTTPURL(forge.api)
        let token = ForgeToken(FakeForge.token)
        switch kind {
        case .github: client = try GitHubClient(http: http, api: api, token: token)
        case .gitea: client = GiteaClient(http: http, api: api, token: token)
        }
        let pacing = Pacing(attempts: attempts, sleep: { _ in })
        publisher = Publisher(client: client, trust: trust, pacing: pacing)
        publication = Publication(
            build: try #require(BuildID(String(repeating: "1f", count: 16))),
            source: try #require(RepositoryURL(BuiltRelease.source)),
            repository: try #require(RepositoryName(FakeForge.repository)),
            tag: try #require(RefName.tag("v1.0")),
            commit: try #require(ObjectID(BuiltRelease.commit)),
            link: "https://builds.example.org/builds/1"
        )
    }

    /// The forge holds one published release with exactly the build's files.
    func expectPublished(_ build: BuiltRelease) throws {
        let releases = forge.holdings.releases
        #expect(releases.count == 1)
        let release = try #require(releases.first)
        #expect(!release.isDraft)
        #expect(release.publications == 1)
        #expect(release.target == BuiltRelease.commit)
        let names = release.assets.map(\.name)
        #expect(names.sorted() == build.assets.keys.sorted())
        for asset in release.assets { #expect(asset.contents == build.assets[asset.name], "\(asset.name)") }
    }
}

extension PublisherTrust {
    /// Anybody's simulated evidence.
    static let simulated = PublisherTrust(builder: .any, policy: .none, allowsSimulated: true)
}
