import StrictJSON

/// Something besides the source that went into a build (in-toto `ResourceDescriptor`).
package struct Dependency: Equatable, Sendable {
    /// The package URL, for example `pkg:cargo/serde@1.0.228`.
    package var purl: String
    /// What its bytes hash to.
    package var digest: DigestSet

    /// Makes a dependency.
    package init(purl: String, digest: DigestSet) {
        self.purl = purl
        self.digest = digest
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        purl = try reader.string("uri")
        digest = try DigestSet(json: reader.value("digest"), at: "\(path).digest")
        try reader.finish()
    }

    var json: JSONValue { ["uri": .string(purl), "digest": digest.json] }
}
