package import CurlKit
import StrictJSON

/// Where a forge is: its pages and repositories, and its API. From configuration, never from a payload.
package struct ForgeAddress: Sendable, Equatable {
    /// The kind of forge; not ``ForgeKind/directory``, which has a folder.
    package let kind: ForgeKind
    /// The address of pages and repositories.
    package let web: HTTPURL
    /// The address of the API.
    package let api: HTTPURL

    /// Reads an address; the API's follows from `url` where it is not given.
    ///
    /// - Throws: An error if a URL is none, or for a directory forge.
    package init(kind: ForgeKind, url: String, api: String? = nil) throws(ForgeError) {
        guard kind != .directory else {
            throw ForgeError(.refused, "configure", "a directory forge has a folder and no address")
        }
        self.kind = kind
        web = try Self.parsed(url)
        self.api = try Self.parsed(api ?? Self.defaultAPI(kind, web))
    }

    /// The URL to fetch a repository from.
    package func repositoryURL(of name: RepositoryName) -> String { "\(Self.trimmed(web))/\(name).git" }

    /// A client for this forge; `token` is sent to the API, and for GitHub to the address for uploads.
    package func client(http: HTTPClient, token: ForgeToken?) throws(ForgeError) -> any ForgeClient {
        switch kind {
        case .github: return try GitHubClient(http: http, api: api, token: token)
        case .gitea: return GiteaClient(http: http, api: api, token: token)
        case .directory: throw ForgeError(.refused, "configure", "a directory forge has a folder and no address")
        }
    }

    /// Finds out what kind of forge is at `url`: `github.com`, else whichever API answers there.
    package static func discover(_ url: String, http: HTTPClient) async throws(ForgeError) -> ForgeAddress {
        let web = try parsed(url)
        if web.origin.host == "github.com" || web.origin.host.hasSuffix(".ghe.com") {
            return try ForgeAddress(kind: .github, url: url)
        }
        for (kind, path) in [(ForgeKind.gitea, ["version"]), (.github, ["meta"])] {
            let address = try ForgeAddress(kind: kind, url: url)
            let probe = ForgeHTTP(
                client: http,
                base: address.api,
                headers: ["Accept": "application/json"],
                credentials: []
            )
            let answer = try await probe.optionalJSON(.init(operation: "find the forge's API", segments: path))
            if answer?.object != nil { return address }
        }
        throw ForgeError(.notFound, "find the forge's API", "\(web.origin) answers neither as Gitea nor as GitHub")
    }

    private static func defaultAPI(_ kind: ForgeKind, _ web: HTTPURL) -> String {
        let host = web.origin.host
        if kind == .gitea { return trimmed(web) + "/api/v1" }
        if host == "github.com" || host.hasSuffix(".ghe.com") { return "\(web.origin.scheme)://api.\(host)" }
        return trimmed(web) + "/api/v3"
    }

    private static func trimmed(_ url: HTTPURL) -> String {
        var text = url.description
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private static func parsed(_ text: String) throws(ForgeError) -> HTTPURL {
        do throws(HTTPError) { return try HTTPURL(text) } catch {
            throw ForgeError(.refused, "read the forge's address", error.message)
        }
    }
}
