import Glibc

extension DirectoryClient {
    /// What follows the name of a file that is still being copied.
    private static let unfinished = ".part"

    package func assets(of release: Release, in repository: RepositoryName) async throws(ForgeError) -> [ReleaseAsset] {
        try await blocking { () throws(ForgeError) in
            try DirectoryFiles.files(in: folder(release, repository), "list assets").map { file in
                let isComplete = !(file.name.hasPrefix(".") && file.name.hasSuffix(Self.unfinished))
                return ReleaseAsset(id: file.name, name: file.name, size: file.size, isComplete: isComplete)
            }
        }
    }

    package func upload(
        _ file: AssetFile,
        to release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ReleaseAsset {
        let operation = "upload asset"
        return try await blocking { () throws(ForgeError) in
            guard Self.isName(file.name) else { throw ForgeError(.refused, operation, "not the name of an asset") }
            let folder = folder(release, repository)
            let part = "\(folder)/.\(file.name)\(Self.unfinished)"
            unlink(part)
            let digest = try DirectoryFiles.copy(file.path, to: part, limit: file.size, operation)
            try DirectoryFiles.moveFile(part, to: "\(folder)/\(file.name)", operation)
            return ReleaseAsset(id: file.name, name: file.name, size: digest.size)
        }
    }

    package func delete(
        _ asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) {
        try await blocking { () throws(ForgeError) in
            let operation = "delete asset"
            guard Self.isName(asset.id) else { throw ForgeError(.refused, operation, "not the name of an asset") }
            guard unlink("\(folder(release, repository))/\(asset.id)") == 0 || errno == ENOENT else {
                throw ForgeError(.fileSystem, operation, "a file cannot be removed")
            }
        }
    }

    package func download(
        _ asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName,
        to path: String,
        limit: Int
    ) async throws(ForgeError) -> ContentDigest {
        let operation = "download asset"
        return try await blocking { () throws(ForgeError) in
            try DirectoryFiles.copy(self.path(asset, release, repository, operation), to: path, limit: limit, operation)
        }
    }

    package func digest(
        of asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ContentDigest {
        let operation = "read asset"
        return try await blocking { () throws(ForgeError) in
            try DirectoryFiles.digest(path(asset, release, repository, operation), limit: asset.size, operation)
        }
    }

    private func path(
        _ asset: ReleaseAsset,
        _ release: Release,
        _ repository: RepositoryName,
        _ operation: String
    ) throws(ForgeError) -> String {
        guard Self.isName(asset.id) else { throw ForgeError(.refused, operation, "not the name of an asset") }
        return "\(folder(release, repository))/\(asset.id)"
    }

    private func folder(_ release: Release, _ repository: RepositoryName) -> String {
        layout.assets(release.id, isDraft: release.isDraft, repository)
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    }
}
