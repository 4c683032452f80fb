package import Builds
import Bytes
package import CurlKit
import StrictJSON

/// The API of Gitea and Forgejo (`/api/v1`).
///
/// It reports no digests, takes several assets of one name, and knows one release a tag, drafts included.
package struct GiteaClient: RESTForge {
    package let kind = ForgeKind.gitea
    let http: ForgeHTTP

    /// Gitea gives at most 50 items a page unless it is configured otherwise.
    let pageSize = (name: "limit", value: 50)
    let webhookType = (name: "type", value: "gitea")
    let webhookEvents = ["push", "create"]
    let publication: JSONValue = ["draft": false]

    /// Makes a client; `api` is for example `https://codeberg.org/api/v1`, and `token` is sent to its origin alone.
    package init(http: HTTPClient, api: HTTPURL, token: ForgeToken?) {
        self.http = ForgeHTTP(
            client: http,
            base: api,
            headers: ["Accept": "application/json"],
            credentials: token.map { [HTTPCredential(origin: api.origin, value: "token \($0.value)")] } ?? []
        )
    }

    package func tag(_ tag: RefName, of repository: RepositoryName) async throws(ForgeError) -> TagTarget? {
        let operation = "look up tag"
        let segments = path(repository, "tags") + tag.shortName.pieces(between: "/").map(String.init)
        guard let json = try await http.optionalJSON(.init(operation: operation, segments: segments)),
            json["name"]?.string == tag.shortName
        else { return nil }
        guard let object = json["id"]?.string.flatMap({ ObjectID($0) }),
            let commit = json["commit"]?["sha"]?.string.flatMap({ ObjectID($0) })
        else { throw ForgeError(.invalidResponse, operation, "expected a tag with id and commit") }
        return TagTarget(object: object, commit: commit)
    }

    package func upload(
        _ file: AssetFile,
        to release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ReleaseAsset {
        let operation = "upload asset"
        let segments = path(repository, "releases", release.id, "assets")
        let request = HTTPRequest(
            "POST",
            try ForgeHTTP.url(http.base, segments, query: [("name", file.name)], operation: operation),
            headers: http.headers,
            body: .multipartFile(
                field: "attachment",
                fileName: file.name,
                contentType: "application/octet-stream",
                path: file.path
            ),
            credentials: http.credentials
        )
        let response = try await http.send(request, operation)
        return try asset(try ForgeHTTP.json(response, operation), operation)
    }

    package func delete(
        _ asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) {
        try await delete("delete asset", path(repository, "releases", release.id, "assets", asset.id))
    }

    func asset(_ json: JSONValue, _ operation: String) throws(ForgeError) -> ReleaseAsset {
        guard let id = json["id"]?.integer, let name = json["name"]?.string, let uuid = json["uuid"]?.string,
            let size = json["size"]?.integer, size >= 0
        else { throw ForgeError(.invalidResponse, operation, "expected an asset with id, name, size and uuid") }
        let digits = Set("0123456789abcdefABCDEF-".utf8)
        guard uuid.utf8.count == 36, uuid.utf8.allSatisfy(digits.contains) else {
            throw ForgeError(.invalidResponse, operation, "the uuid of an asset is none")
        }
        return ReleaseAsset(id: String(id), name: name, size: size, locator: uuid)
    }

    func contents(
        of asset: ReleaseAsset,
        _ operation: String,
        in repository: RepositoryName
    ) throws(ForgeError) -> AssetLocation {
        // An address by name would be ambiguous, as a release may hold several assets of one name.
        AssetLocation(segments: ["attachments", asset.locator], isBesideAPI: true, accept: "application/octet-stream")
    }
}
