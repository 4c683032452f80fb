package import Builds

/// Names a file in the ``BlobStore``; every case is made of checked parts, so no name leads out of it.
package enum BlobName: Hashable, Sendable {
    /// An uploaded archive, by its SHA-256.
    case source(SourceDigest)
    /// One of the files that go beside a build's artifacts.
    case file(BuildID, BuildFile)
    /// An artifact of a build.
    case artifact(BuildID, ArtifactName)
    /// The file that decided how a build was made, for example `Cargo.lock`.
    case configuration(BuildID, ConfigurationName)

    /// The folder of the configuration files of a build.
    package static let configurationFolder = "build-config"

    /// The folder from the store's root down, and the file's name.
    var place: (folder: String, name: String) {
        switch self {
        case .source(let digest): ("sources", digest.description)
        case .file(let id, let file): ("builds/\(id)", file.rawValue)
        case .artifact(let id, let name): ("builds/\(id)/\(BuildFile.artifactsFolder)", name.description)
        case .configuration(let id, let name): ("builds/\(id)/\(Self.configurationFolder)", name.description)
        }
    }

    /// The path from the store's root down.
    var path: String { "\(place.folder)/\(place.name)" }
}

/// A SHA-256 as 64 lower-case hexadecimal digits.
package struct SourceDigest: Hashable, Sendable, CustomStringConvertible {
    /// The digits.
    package let description: String

    /// Reads a digest; `nil` unless it is exactly 64 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64, text.utf8.allSatisfy("0123456789abcdef".utf8.contains) else { return nil }
        description = String(text)
    }
}

/// The base name of a build's configuration file; unlike an artifact's it may begin with a dot.
package struct ConfigurationName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// Reads a name; `nil` unless it matches `[.]?[A-Za-z0-9][A-Za-z0-9._+-]{0,126}`.
    package init?(_ text: some StringProtocol) {
        let visible = text.hasPrefix(".") ? String(text.dropFirst()) : String(text)
        // The rules of artifacts, with one exception: nothing is reserved here, but nothing of ours is ever kept here.
        guard text.utf8.count <= ArtifactName.maximumLength, ArtifactName(visible) != nil else { return nil }
        description = String(text)
    }
}
