import Builds
import Bytes
import StrictJSON

extension RESTForge {
    /// The most pages that are searched for drafts; older drafts than these are none of ours.
    static var maximumPages: Int { 20 }

    func path(_ repository: RepositoryName, _ segments: String...) -> [String] {
        ["repos", repository.owner, repository.name] + segments
    }

    package func repository(_ name: RepositoryName) async throws(ForgeError) -> ForgeRepository {
        let operation = "look up repository"
        let json = try await http.json(.init(operation: operation, segments: path(name)))
        guard let id = json["id"]?.integer, let fullName = json["full_name"]?.string.flatMap({ RepositoryName($0) })
        else { throw ForgeError(.invalidResponse, operation, "expected id and full_name") }
        let isPublic = json["private"] == .bool(false) && json["internal"] != .bool(true)
        return ForgeRepository(id: String(id), name: fullName, isPrivate: !isPublic)
    }

    package func publishedRelease(
        of tag: RefName,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release? {
        let operation = "look up release"
        let segments = path(repository, "releases", "tags") + tag.shortName.pieces(between: "/").map(String.init)
        guard let json = try await http.optionalJSON(.init(operation: operation, segments: segments)) else {
            return nil
        }
        let release = try Self.release(json, operation)
        // Some versions of Gitea show drafts here to those who may write.
        return release.isDraft || release.tag != tag.shortName ? nil : release
    }

    package func releases(of tag: RefName, in repository: RepositoryName) async throws(ForgeError) -> [Release] {
        let operation = "list releases"
        let published = try await publishedRelease(of: tag, in: repository)
        // Drafts are missing from the address by tag.
        let listed = try await http.list(
            .init(operation: operation, segments: path(repository, "releases")),
            pageSize: pageSize,
            maximumPages: Self.maximumPages
        )
        var releases = [published].compactMap(\.self)
        for json in listed where json["tag_name"]?.string == tag.shortName {
            let release = try Self.release(json, operation)
            if !releases.contains(where: { $0.id == release.id }) { releases.append(release) }
        }
        return releases
    }

    package func createDraft(
        _ draft: ReleaseDraft,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release {
        let operation = "create release"
        var body = Self.members(of: draft)
        body["tag_name"] = .string(draft.tag.shortName)
        body["draft"] = true
        let call = ForgeHTTP.Call(
            operation: operation,
            method: "POST",
            segments: path(repository, "releases"),
            body: .object(body)
        )
        return try Self.release(try await http.json(call), operation)
    }

    package func update(
        _ release: Release,
        to draft: ReleaseDraft,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release {
        try await patch(release, .object(Self.members(of: draft)), "update release", repository, isIdempotent: true)
    }

    package func publish(_ release: Release, in repository: RepositoryName) async throws(ForgeError) -> Release {
        try await patch(release, publication, "publish release", repository, isIdempotent: false)
    }

    package func assets(of release: Release, in repository: RepositoryName) async throws(ForgeError) -> [ReleaseAsset] {
        let operation = "list assets"
        let listed = try await http.list(
            .init(operation: operation, segments: path(repository, "releases", release.id, "assets")),
            pageSize: pageSize,
            maximumPages: Self.maximumPages
        )
        var assets: [ReleaseAsset] = []
        for json in listed {
            let asset = try asset(json, operation)
            if !assets.contains(where: { $0.id == asset.id }) { assets.append(asset) }
        }
        return assets
    }

    package func download(
        _ asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName,
        to path: String,
        limit: Int
    ) async throws(ForgeError) -> ContentDigest {
        let sink = try ContentSink(path: path)
        try await stream(asset, in: repository, limit: limit, to: sink)
        return sink.finish()
    }

    package func digest(
        of asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ContentDigest {
        if let sha256 = asset.sha256 { return ContentDigest(size: asset.size, sha256: sha256) }
        let sink = ContentSink()
        try await stream(asset, in: repository, limit: asset.size, to: sink)
        return sink.finish()
    }

    private func stream(
        _ asset: ReleaseAsset,
        in repository: RepositoryName,
        limit: Int,
        to sink: ContentSink
    ) async throws(ForgeError) {
        let operation = "download asset"
        let location = try contents(of: asset, operation, in: repository)
        let base = location.isBesideAPI ? try webBase(operation) : http.base
        let url = try ForgeHTTP.url(base, location.segments, operation: operation)
        try await http.stream(url, accept: location.accept, limit: limit, operation) { try sink.receive($0) }
    }

    private func patch(
        _ release: Release,
        _ body: JSONValue,
        _ operation: String,
        _ repository: RepositoryName,
        isIdempotent: Bool
    ) async throws(ForgeError) -> Release {
        let call = ForgeHTTP.Call(
            operation: operation,
            method: "PATCH",
            segments: path(repository, "releases", release.id),
            body: body,
            isIdempotent: isIdempotent
        )
        return try Self.release(try await http.json(call), operation)
    }

    private static func members(of draft: ReleaseDraft) -> JSONObject {
        var members = JSONObject()
        members["target_commitish"] = .string(draft.commit.description)
        members["name"] = .string(draft.title)
        members["body"] = .string(draft.notes)
        members["prerelease"] = .bool(draft.isPrerelease)
        return members
    }

    private static func release(_ json: JSONValue, _ operation: String) throws(ForgeError) -> Release {
        guard let id = json["id"]?.integer, let tag = json["tag_name"]?.string, let isDraft = json["draft"]?.bool else {
            throw ForgeError(.invalidResponse, operation, "expected a release with id, tag_name and draft")
        }
        return Release(
            id: String(id),
            tag: tag,
            notes: json["body"]?.string ?? "",
            isDraft: isDraft,
            isImmutable: json["immutable"] == .bool(true),
            page: json["html_url"]?.string
        )
    }
}
