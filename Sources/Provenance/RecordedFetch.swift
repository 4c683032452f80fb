import Builds
import StrictJSON

/// One transfer through the recording proxy of the fetch phase.
package struct RecordedFetch: Equatable, Sendable {
    /// Where from; for an encrypted tunnel only scheme, host and port. Never a user, a password or a query.
    package let url: String
    /// SHA-256 of the contents, where the proxy could see them.
    package let sha256: SHA256Digest?
    /// The number of bytes received.
    package let size: Int

    /// Records a transfer; whatever in `url` could be a credential is dropped.
    package init(url: String, sha256: SHA256Digest?, size: Int) {
        self.url = RepositoryURL.withoutCredentials(url)
        self.sha256 = sha256
        self.size = size
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        let url = try reader.string("url")
        let digest = try reader.nullableSHA256("sha256", at: path)
        self.init(url: url, sha256: digest, size: try reader.integer("size"))
        try reader.finish()
        guard self.url == url, size >= 0 else {
            throw JSONError(.wrongType, "\(path): expected a URL without credentials and a size")
        }
    }

    var json: JSONValue {
        ["url": .string(url), "sha256": .nullable(sha256), "size": .integer(size)]
    }
}
