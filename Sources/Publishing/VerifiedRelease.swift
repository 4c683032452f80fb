import Builds
import Bytes
import Dispatch
import Evidence
import Files
package import Forges
import OpenSSLKit
package import Verification

/// A build's files that agree with the publication they are for. The checking initialiser is the only way to get one.
package struct VerifiedRelease: Sendable {
    /// The most artifacts.
    package static let maximumArtifacts = 4096

    /// The files to upload, with the digests that were verified; artifacts first.
    package let files: [AssetFile]

    /// Reads the files of a build, as `assay build` leaves them in `folder`, and verifies exactly those that will be
    /// uploaded.
    ///
    /// - Throws: `BuildFailure` if they are not what the publication says; `FileError` if they cannot be read.
    package init(
        verifying folder: String,
        for publication: Publication,
        trust: PublisherTrust,
        verifier: ReleaseVerifier = .standard
    ) async throws {
        files = try await withCheckedThrowingContinuation { continuation in
            // Hashing gigabytes blocks, so it stays off the cooperative pool.
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try Self.verified(folder, publication, trust, verifier) }
                )
            }
        }
    }

    private static func verified(
        _ folder: String,
        _ publication: Publication,
        _ trust: PublisherTrust,
        _ verifier: ReleaseVerifier
    ) throws -> [AssetFile] {
        let files = try files(in: folder)
        let verdict = try verifier.verify(releaseFiles(files), expecting: trust.expectations(for: publication))
        guard verdict.outcome == .verified else {
            let codes = verdict.objections.map(\.code.rawValue)
            let unique = codes.indices.filter { !codes[..<$0].contains(codes[$0]) }.map { codes[$0] }
            throw BuildFailure(
                .publicationFailed,
                "the build's files are not what is to be published: \(unique.joined(separator: ", "))"
            )
        }
        return files
    }

    private static func files(in path: String) throws -> [AssetFile] {
        let folder = try Directory(path: path)
        var files: [AssetFile] = []
        for name in try artifactNames(in: folder) {
            files.append(try file(name, at: "\(BuildFile.artifactsFolder)/\(name)", in: folder, path))
        }
        for name in BuildFile.releaseAssets.map(\.rawValue) {
            files.append(try file(name, at: name, in: folder, path))
        }
        return files
    }

    private static func artifactNames(in folder: borrowing Directory) throws -> [String] {
        let artifacts = try folder.directory(BuildFile.artifactsFolder)
        let entries = try artifacts.entries(limit: maximumArtifacts)
        return try entries.map { entry throws(BuildFailure) in
            guard let name = entry.text.flatMap({ ArtifactName($0) }) else {
                throw BuildFailure(.artifactNameInvalid, "the name of an artifact is not acceptable")
            }
            return name.description
        }
    }

    private static func file(
        _ name: String,
        at relativePath: String,
        in folder: borrowing Directory,
        _ path: String
    ) throws -> AssetFile {
        let hashed: FileCopy
        do {
            hashed = try hash(relativePath, in: folder)
        } catch {
            guard error.code == .notFound else { throw error }
            throw BuildFailure(.publicationFailed, "the build left no file \(name)")
        }
        return AssetFile(name: name, path: "\(path)/\(relativePath)", size: hashed.size, sha256: hashed.sha256)
    }

    // Apart from its caller: the compiler (6.3.1) crashes where the descriptor lives inside a `do` with a `catch`.
    private static func hash(_ path: String, in folder: borrowing Directory) throws(FileError) -> FileCopy {
        try folder.file(path).hash()
    }

    /// The files as the verifier reads them: what it is shown has the digest that the upload will be compared with.
    private static func releaseFiles(_ files: [AssetFile]) -> ReleaseFiles {
        struct Changed: Error {}
        let byName = Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
        return ReleaseFiles(
            entries: files.map { .init(path: $0.name, size: $0.size) },
            read: { name, limit in
                guard let file = byName[name] else { throw Changed() }
                let bytes = try File.read(file.path, limit: min(limit, file.size))
                guard DigestAlgorithm.sha256.digest(bytes).hexadecimal == file.sha256 else { throw Changed() }
                return bytes
            },
            sha256: { name in
                guard let file = byName[name], let digest = [UInt8](hexadecimal: file.sha256) else { throw Changed() }
                return digest
            }
        )
    }
}
