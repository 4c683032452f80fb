import Builds
import StrictJSON

/// The source as the first of `resolvedDependencies`: its URI, digests and what was not fetched.
struct SourceDescriptor: Equatable {
    /// The URI of an uploaded archive.
    static let uploadURI = "urn:assay:upload"
    /// The URI of a repository on the builder's own disk.
    static let localURI = "urn:assay:local"

    var uri: String
    var digest: [String: String]
    var treeSHA256: String?
    var tagObject: ObjectID?
    var submodules: [String]
    var lfsPointers: [String]

    init(_ source: SourceIdentity) {
        submodules = source.submodules
        lfsPointers = source.lfsPointers
        switch source.origin {
        case .upload(let sha256):
            uri = Self.uploadURI
            digest = ["sha256": sha256]
            treeSHA256 = source.treeSHA256
        case .repository(let repository):
            let revision = repository.ref?.description ?? repository.commit.description
            uri = repository.url.map { "git+\($0)@\(revision)" } ?? Self.localURI
            digest = [
                "gitCommit": repository.commit.description, "gitTree": repository.tree.description,
                "sha256": source.treeSHA256,
            ]
            tagObject = repository.tagObject
        }
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        uri = try reader.string("uri")
        digest = try reader.dictionary("digest", at: path)
        _ = try DigestSet(json: reader.value("digest"), at: "\(path).digest")
        var annotations = try reader.reader("annotations")
        let inside = "\(path).annotations"
        treeSHA256 = try annotations.nullable("treeSHA256", at: inside, "a SHA-256 digest") { text in
            SHA256Digest(text)?.description
        }
        tagObject = try annotations.nullable("tagObject", at: inside, "an object name") { ObjectID($0) }
        submodules = try annotations.strings("submodulesNotFetched", at: inside)
        lfsPointers = try annotations.strings("lfsPointersNotFetched", at: inside)
        try annotations.finish()
        try reader.finish()
    }

    var json: JSONValue {
        [
            "uri": .string(uri), "digest": .dictionary(digest),
            "annotations": [
                "treeSHA256": .nullable(treeSHA256), "tagObject": .nullable(tagObject),
                "submodulesNotFetched": .strings(submodules), "lfsPointersNotFetched": .strings(lfsPointers),
            ],
        ]
    }
}
