package import Builds
import StrictJSON

/// An artifact that a provenance speaks of.
package struct Subject: Equatable, Sendable {
    /// The artifact's base name.
    package let name: ArtifactName
    /// What its contents hash to.
    package let sha256: SHA256Digest

    /// Names an artifact.
    package init(name: ArtifactName, sha256: SHA256Digest) {
        self.name = name
        self.sha256 = sha256
    }

    /// Names what a build produced; `nil` unless name and digest are well formed.
    package init?(_ artifact: Artifact) {
        guard let name = ArtifactName(artifact.name), let digest = SHA256Digest(artifact.sha256) else { return nil }
        self.init(name: name, sha256: digest)
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        name = try reader.parsed("name", at: path, "the name of an artifact") { ArtifactName($0) }
        var digest = try reader.reader("digest")
        sha256 = try digest.sha256("sha256", at: "\(path).digest")
        try digest.finish()
        try reader.finish()
    }

    var json: JSONValue {
        ["name": .string(name.description), "digest": ["sha256": .string(sha256.description)]]
    }
}
