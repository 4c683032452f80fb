import Builds
import Bytes
import CurlKit
import Forges
import OpenSSLKit
import Synchronization
import TestSupport

/// A fake forge, a client for it, and a clock on which waiting takes no time.
struct ForgeFixture {
    static let tag = RefName.tag("v1.0")
    static let object = ObjectID(String(repeating: "a", count: 40))
    static let commit = ObjectID(String(repeating: "b", count: 40))

    /// The pauses that were asked for.
    final class Pauses: Sendable {
        private let list = Mutex<[Duration]>([])
        var all: [Duration] { list.withLock { $0 } }
        func note(_ pause: Duration) { list.withLock { $0.append(pause) } }
    }

    let forge: FakeForge
    let client: any ForgeClient
    let editor: ReleaseEditor
    let pauses = Pauses()
    let tag: RefName
    let commit: ObjectID
    let repository: RepositoryName

    init(_ kind: FakeForge.Kind, token: String? = FakeForge.token, attempts: Int = 4) throws {
        guard let tag = Self.tag, let object = Self.object, let commit = Self.commit,
            let repository = RepositoryName(FakeForge.repository)
        else { throw ForgeError(.refused, "fixture", "a constant is wrong") }
        self.tag = tag
        self.commit = commit
        self.repository = repository
        forge = try FakeForge(kind) { DigestAlgorithm.sha256.digest($0).hexadecimal }
        forge.change { $0.tags["v1.0"] = .init(object: object.description, commit: commit.description) }
        let pauses = pauses
        let hosts = try [HTTPURL(forge.url), HTTPURL(forge.contentsURL)].map(\.origin.endpoint)
        let configuration = HTTPClient.Configuration(
            userAgent: "assay-tests",
            addresses: .publicOnly(except: Set(hosts)),
            retries: RetryPolicy(attempts: attempts, sleep: { pauses.note($0) })
        )
        let http = HTTPClient(configuration: configuration)
        let api = try HTTPURL(forge.api)
        let secret = token.flatMap { ForgeToken($0) }
        switch kind {
        case .github: client = try GitHubClient(http: http, api: api, token: secret)
        case .gitea: client = GiteaClient(http: http, api: api, token: secret)
        }
        let pacing = Pacing(attempts: attempts, sleep: { pauses.note($0) })
        editor = ReleaseEditor(client: client, repository: repository, pacing: pacing)
    }

    var draft: ReleaseDraft {
        ReleaseDraft(tag: tag, commit: commit, title: "v1.0", notes: "made by us")
    }

    /// Writes files to the test's scratch directory.
    func files(_ contents: [String: String] = ["hello.tar.gz": "hello, world", "SHA256SUMS": "sums"]) throws
        -> [AssetFile]
    {
        try contents.sorted { $0.key < $1.key }.map { name, text in
            let path = try ScratchDirectory.current.write(text, to: name)
            let bytes = Array(text.utf8)
            let digest = DigestAlgorithm.sha256.digest(bytes).hexadecimal
            return AssetFile(name: name, path: path, size: bytes.count, sha256: digest)
        }
    }

    /// Makes a release with the files and publishes it.
    func run(_ files: [AssetFile]) async throws -> Release {
        let release = try await editor.prepare(draft) { $0.notes == "made by us" }
        if release.isDraft {
            _ = try await editor.place(files, in: release, mode: .owned)
            return try await editor.publish(release, tag: tag)
        }
        return release
    }
}
