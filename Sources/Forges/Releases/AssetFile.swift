/// A file on disk that is to become a release's asset, with the digest that was attested.
package struct AssetFile: Sendable, Equatable {
    /// The name of the asset.
    package let name: String
    /// Where the bytes are.
    package let path: String
    /// The size in bytes.
    package let size: Int
    /// SHA-256, lower-case hexadecimal.
    package let sha256: String

    /// Makes a description.
    package init(name: String, path: String, size: Int, sha256: String) {
        self.name = name
        self.path = path
        self.size = size
        self.sha256 = sha256
    }
}
