package import Builds
import Bytes
package import CurlKit
import StrictJSON

/// The API of github.com and of GitHub Enterprise (REST, version 2022-11-28).
package struct GitHubClient: RESTForge {
    /// The API version that is asked for.
    package static let apiVersion = "2022-11-28"
    /// The most annotated tags that may point to one another.
    static let maximumTagDepth = 5

    package let kind = ForgeKind.github
    let http: ForgeHTTP
    private let uploads: HTTPURL
    private let uploadCredentials: [HTTPCredential]

    let pageSize = (name: "per_page", value: 100)
    let webhookType = (name: "name", value: "web")
    let webhookEvents = ["push"]
    /// Without `legacy` a fix for an old version would become the latest release.
    let publication: JSONValue = ["draft": false, "make_latest": "legacy"]

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - http: The transport; its address policy has to admit the API where that is not public.
    ///   - api: For example `https://api.github.com`, or `https://host/api/v3`.
    ///   - uploads: Where assets are uploaded to; derived from `api` by ``uploads(for:)`` where it is `nil`.
    ///   - token: Sent to the two addresses above and to no other.
    /// - Throws: An error if `uploads` is `nil` and cannot be derived.
    package init(http: HTTPClient, api: HTTPURL, uploads: HTTPURL? = nil, token: ForgeToken?) throws(ForgeError) {
        guard let uploads = uploads ?? Self.uploads(for: api) else {
            throw ForgeError(.refused, "configure", "the address for uploads cannot be derived from \(api.origin)")
        }
        let value = token.map { "Bearer \($0.value)" }
        self.uploads = uploads
        uploadCredentials = value.map { [HTTPCredential(origin: uploads.origin, value: $0)] } ?? []
        self.http = ForgeHTTP(
            client: http,
            base: api,
            headers: ["Accept": "application/vnd.github+json", "X-GitHub-Api-Version": Self.apiVersion],
            credentials: value.map { [HTTPCredential(origin: api.origin, value: $0)] } ?? []
        )
    }

    /// Where GitHub takes uploads: `api.` becomes `uploads.`, and `/api/v3` of an Enterprise Server `/api/uploads`.
    package static func uploads(for api: HTTPURL) -> HTTPURL? {
        var text = api.description
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix("/api/v3") { return try? HTTPURL(text.dropLast("v3".count) + "uploads") }
        guard api.path == "/", api.origin.host.hasPrefix("api.") else { return nil }
        let host = "uploads." + api.origin.host.dropFirst("api.".count)
        return try? HTTPURL("\(api.origin.scheme)://\(host):\(api.origin.port)")
    }

    package func tag(_ tag: RefName, of repository: RepositoryName) async throws(ForgeError) -> TagTarget? {
        let operation = "look up tag"
        let segments = path(repository, "git", "ref", "tags") + tag.shortName.pieces(between: "/").map(String.init)
        guard let json = try await http.optionalJSON(.init(operation: operation, segments: segments)),
            json["ref"]?.string == tag.description
        else { return nil }
        var (type, id) = try Self.object(json, operation)
        let object = id
        for _ in 0..<Self.maximumTagDepth where type == "tag" {
            let json = try await http.json(
                .init(operation: operation, segments: path(repository, "git", "tags", id.description))
            )
            (type, id) = try Self.object(json, operation)
        }
        guard type == "commit" else {
            throw ForgeError(.refused, operation, "the tag points to no commit")
        }
        return TagTarget(object: object, commit: id)
    }

    package func upload(
        _ file: AssetFile,
        to release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ReleaseAsset {
        let operation = "upload asset"
        let segments = path(repository, "releases", release.id, "assets")
        var headers = http.headers
        headers["Content-Type"] = "application/octet-stream"
        let request = HTTPRequest(
            "POST",
            try ForgeHTTP.url(uploads, segments, query: [("name", file.name)], operation: operation),
            headers: headers,
            body: .file(path: file.path),
            credentials: uploadCredentials
        )
        let response = try await http.send(request, operation)
        return try asset(try ForgeHTTP.json(response, operation), operation)
    }

    package func delete(
        _ asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) {
        try await delete("delete asset", path(repository, "releases", "assets", asset.id))
    }

    func asset(_ json: JSONValue, _ operation: String) throws(ForgeError) -> ReleaseAsset {
        guard let id = json["id"]?.integer, let name = json["name"]?.string, let size = json["size"]?.integer, size >= 0
        else { throw ForgeError(.invalidResponse, operation, "expected an asset with id, name and size") }
        return ReleaseAsset(
            id: String(id),
            name: name,
            size: size,
            isComplete: json["state"]?.string == "uploaded",
            sha256: json["digest"]?.string.flatMap { Self.sha256($0) }
        )
    }

    func contents(
        of asset: ReleaseAsset,
        _ operation: String,
        in repository: RepositoryName
    ) throws(ForgeError) -> AssetLocation {
        AssetLocation(
            segments: path(repository, "releases", "assets", asset.id),
            isBesideAPI: false,
            accept: "application/octet-stream"
        )
    }

    private static func sha256(_ digest: String) -> String? {
        let digits = digest.dropFirst("sha256:".count)
        guard digest.hasPrefix("sha256:"), digits.utf8.count == 64 else { return nil }
        return digits.lowercased()
    }

    private static func object(_ json: JSONValue, _ operation: String) throws(ForgeError) -> (String, ObjectID) {
        guard let type = json["object"]?["type"]?.string,
            let id = json["object"]?["sha"]?.string.flatMap({ ObjectID($0) })
        else { throw ForgeError(.invalidResponse, operation, "expected object with type and sha") }
        return (type, id)
    }
}
