package import Builds

/// A release's files, fetched to a folder in order to be judged.
package struct ReleaseDownload: Sendable, Equatable {
    /// How much is fetched at most.
    package struct Limits: Sendable {
        /// The most files.
        package var files = 1000
        /// The largest file, in bytes.
        package var fileSize = 16 << 30
        /// The largest of our own files but the log, in bytes: far more than any verifier reads.
        package var metadataSize = 64 << 20
        /// All files together, in bytes.
        package var totalSize = 64 << 30

        /// The ordinary limits.
        package init() {}
    }

    /// The release.
    package let release: Release
    /// The files that are in the folder now, by name and with what they are.
    package let files: [String: ContentDigest]
    /// Names under which nothing could be stored: unacceptable ones, and the second of two that differ only in case.
    /// Whoever judges the release has to object to them.
    package let unusableNames: [String]

    /// Fetches the published release of a tag into an existing, empty folder.
    ///
    /// - Throws: ``ForgeError/Code/notFound`` if the tag has no published release;
    ///   ``ForgeError/Code/invalidResponse`` if a file is not the one that the forge lists.
    package init(
        of tag: RefName,
        in repository: RepositoryName,
        from client: any ForgeClient,
        to folder: String,
        limits: Limits = Limits()
    ) async throws(ForgeError) {
        let operation = "download release"
        guard let release = try await client.publishedRelease(of: tag, in: repository) else {
            throw ForgeError(.notFound, operation, "\(repository) has no published release of \(tag.shortName)")
        }
        let assets = try await client.assets(of: release, in: repository)
        guard assets.count <= limits.files else {
            throw ForgeError(.refused, operation, "more than \(limits.files) files")
        }
        var files: [String: ContentDigest] = [:]
        var unusable: [String] = []
        var names: Set<String> = []
        var left = limits.totalSize
        for asset in assets {
            guard Self.isUsable(asset.name), asset.isComplete, names.insert(asset.name.lowercased()).inserted else {
                unusable.append(asset.name)
                continue
            }
            let digest = try await client.download(
                asset,
                of: release,
                in: repository,
                to: "\(folder)/\(asset.name)",
                limit: min(left, Self.limit(of: asset, limits))
            )
            try Self.require(digest, toBe: asset, operation)
            left -= digest.size
            files[asset.name] = digest
        }
        self.release = release
        self.files = files
        unusableNames = unusable
    }

    /// Something between the forge and us changed a file, or the forge itself did: nothing can be said about a release
    /// of which it says two things.
    private static func require(
        _ digest: ContentDigest,
        toBe asset: ReleaseAsset,
        _ operation: String
    ) throws(ForgeError) {
        guard digest.size == asset.size, asset.sha256.map({ $0 == digest.sha256 }) ?? true else {
            let listed = "\(asset.size) bytes" + (asset.sha256.map { " with SHA-256 \($0)" } ?? "")
            throw ForgeError(
                .invalidResponse,
                operation,
                "the forge lists \(asset.name) as \(listed) and hands out \(digest.size) bytes with SHA-256 "
                    + digest.sha256
            )
        }
    }

    /// What is fetched of a file at most: what the forge announces, and of a file of ours no more than one can have.
    private static func limit(of asset: ReleaseAsset, _ limits: Limits) -> Int {
        let kind = BuildFile(rawValue: asset.name)
        let most = kind == nil || kind == .log ? limits.fileSize : limits.metadataSize
        return min(most, max(asset.size, 0))
    }

    /// Whether a name is that of an artifact or of one of our files: it leads nowhere and needs no escaping.
    private static func isUsable(_ name: String) -> Bool {
        ArtifactName(name) != nil || BuildFile(rawValue: name) != nil
    }
}
