import Builds
import Bytes
import CurlKit
import Forges
import Foundation
import GitKit
import Pipeline
import Publishing
import Server
import Settings

/// A forge as the configuration describes it, ready for each of the parts that deal with forges.
struct ConfiguredForge: Sendable {
    /// The name in the configuration, which is also that of the route.
    let name: String
    /// What the configuration says.
    let settings: ForgeConfiguration
    /// The kind as webhooks and clients know it.
    let kind: ForgeKind
    /// Where the forge is; `nil` for a directory.
    private let address: ForgeAddress?

    /// Reads a forge's settings.
    init(name: String, settings: ForgeConfiguration) throws {
        self.name = name
        self.settings = settings
        switch settings.kind {
        case .github: kind = .github
        case .gitea, .forgejo: kind = .gitea
        case .directory: kind = .directory
        case .gitlab, .bitbucket:
            throw CommandError(
                .usage,
                "forges.\(name): \(settings.kind.rawValue) is not supported yet",
                hint: "github, gitea, forgejo and directory are"
            )
        }
        guard kind != .directory else {
            address = nil
            return
        }
        guard let url = settings.url ?? (kind == .github ? "https://github.com" : nil) else {
            throw CommandError(.usage, "forges.\(name).url is missing")
        }
        do throws(ForgeError) {
            address = try ForgeAddress(kind: kind, url: url, api: settings.api)
        } catch {
            throw CommandError(.usage, "forges.\(name): \(error.message)")
        }
    }

    /// Every forge of a configuration.
    static func all(_ configuration: AssayConfiguration) throws -> [ConfiguredForge] {
        try configuration.forgeNames.compactMap { name in
            try configuration.forges[name].map { try ConfiguredForge(name: name, settings: $0) }
        }
    }

    /// The URL that a repository is fetched from.
    func cloneURL(_ repository: RepositoryName) -> String {
        if let address { return address.repositoryURL(of: repository) }
        return "file://\(directory)/repositories/\(repository).git"
    }

    /// The folder of a directory forge.
    private var directory: String { settings.path ?? "/nonexistent" }

    /// Whether releases can be published here.
    var publishes: Bool { kind == .directory || settings.token != nil }

    // MARK: What the pipeline is told

    /// Patterns of the URLs of the repositories in scope.
    var sourcePatterns: [String] {
        settings.repositories.map { pattern in
            address.map { "\(Self.trimmed($0.web.description))/\(pattern)" }
                ?? "file://\(directory)/repositories/\(pattern)"
        }
    }

    /// The secret that reads private repositories, as `Authorization` over git's HTTP.
    func fetchCredential(_ environment: [String: String]) throws -> PipelineSettings.FetchCredential? {
        guard let reference = settings.fetchToken, let address else { return nil }
        let secret = try reference.resolve(environment: environment)
        return secret.withBytes { token in
            let pair = Array("x-access-token:".utf8) + token
            return PipelineSettings.FetchCredential(
                origin: address.web.origin.description,
                authorization: "Basic \(pair.base64)"
            )
        }
    }

    // MARK: What the server is told

    /// The forge as far as its webhooks are concerned.
    func webhooks(_ environment: [String: String]) throws -> WebhookForge {
        WebhookForge(
            kind: kind,
            secrets: try settings.webhookSecrets.map { reference in
                guard let secret = try reference.resolve(environment: environment).withBytes({ WebhookSecret($0) })
                else { throw CommandError(.usage, "forges.\(name).webhook_secrets: a secret is empty or too long") }
                return secret
            },
            repositories: try patterns("repositories", settings.repositories),
            refs: try patterns("refs", settings.refs),
            cloneURL: { self.cloneURL($0) }
        )
    }

    /// What `repo_url` means if it names a repository of this forge that is in scope.
    func resolve(_ url: RepositoryURL) -> ResolvedRepository? {
        let segments = url.comparedPath.suffix(2).joined(separator: "/")
        guard let repository = RepositoryName(segments),
            let own = RepositoryURL(cloneURL(repository)), own == url,
            settings.repositories.contains(where: { SegmentPattern($0)?.matches(repository.description) == true })
        else { return nil }
        return ResolvedRepository(url: cloneURL(repository), forge: name, repository: repository.description)
    }

    private func patterns(_ key: String, _ texts: [String]) throws -> [SegmentPattern] {
        try texts.map { text in
            guard let pattern = SegmentPattern(text) else {
                throw CommandError(.usage, "forges.\(name).\(key): '\(text)' is not a pattern")
            }
            return pattern
        }
    }

    // MARK: What the publisher is told

    /// A client with the publishing token.
    func client(_ environment: [String: String]) throws -> any ForgeClient {
        guard let address else {
            return DirectoryClient(path: directory) { path, tag async throws(ForgeError) in
                try await Self.target(of: tag, in: path)
            }
        }
        let token = try settings.token.map { reference in
            guard let token = try reference.resolve(environment: environment).withToken({ ForgeToken($0) }) ?? nil
            else { throw CommandError(.usage, "forges.\(name).token is not a token") }
            return token
        }
        return try address.client(http: Self.http(besides: [address.web, address.api]), token: token)
    }

    /// A client that reaches public addresses and those of the given URLs.
    static func http(besides urls: [HTTPURL] = []) -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            userAgent: "assay/\(Assay.version)",
            addresses: .publicOnly(except: Set(urls.map(\.origin.endpoint)))
        )
        // A large asset takes as long as it takes; a connection that stands still ends by the low-speed limit.
        configuration.totalTimeout = .seconds(6 * 3600)
        return HTTPClient(configuration: configuration)
    }

    /// Describes the publication of a build.
    func publication(
        of build: BuildID,
        repository: String,
        tag: RefName,
        commit: ObjectID,
        link: String
    ) throws -> Publication {
        guard let repository = RepositoryName(repository),
            let source = RepositoryURL(cloneURL(repository))
        else { throw BuildFailure(.publicationFailed, "the repository's name is not acceptable") }
        return Publication(
            build: build,
            source: source,
            repository: repository,
            tag: tag,
            commit: commit,
            link: link,
            visibility: settings.release.draftOnly ? .draft : .published,
            prerelease: prerelease
        )
    }

    private var prerelease: Publication.Prerelease {
        switch settings.release.prerelease {
        case .auto: .byTag
        case .always: .always
        case .never: .never
        }
    }

    /// What a tag of a repository on disk points to, asked over git's own protocol.
    private static func target(of tag: RefName, in path: String) async throws(ForgeError) -> TagTarget? {
        do throws(GitError) {
            let client = try await UploadPackClient(.local(path))
            let references = try await client.references(prefixes: [tag.description])
            guard let reference = references.first(where: { $0.name == tag.description }) else { return nil }
            return TagTarget(object: reference.id, commit: reference.peeled ?? reference.id)
        } catch {
            throw ForgeError(.unavailable, "read tag", error.message)
        }
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
