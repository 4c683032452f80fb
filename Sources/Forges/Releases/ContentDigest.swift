/// What bytes are, told by size and SHA-256.
package struct ContentDigest: Sendable, Equatable {
    /// The size in bytes.
    package let size: Int
    /// SHA-256, lower-case hexadecimal.
    package let sha256: String

    /// Makes a digest.
    package init(size: Int, sha256: String) {
        self.size = size
        self.sha256 = sha256
    }
}
