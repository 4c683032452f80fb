/// A file that a build produced: its name, its digest and its size.
package struct Artifact: Codable, Sendable, Equatable {
    /// The file's base name.
    package var name: String
    /// SHA-256 of the contents, lower-case hexadecimal.
    package var sha256: String
    /// The size in bytes.
    package var size: Int

    /// Makes a description of a file.
    package init(name: String, sha256: String, size: Int) {
        self.name = name
        self.sha256 = sha256
        self.size = size
    }
}
