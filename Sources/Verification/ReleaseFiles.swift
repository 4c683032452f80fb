/// The files of a release, wherever they are: names and sizes now, contents when they are asked for.
///
/// Metadata is read whole, each file up to its limit; artifacts and the log are only hashed, so that memory does not
/// grow with them. The closures throw only when a file cannot be read; then nothing can be said about the release.
package struct ReleaseFiles: Sendable {
    /// A file.
    package struct Entry: Sendable, Equatable {
        /// The path relative to the release: a base name, or `artifacts/` and a base name.
        package let path: String
        /// The size in bytes.
        package let size: Int
        /// `false` for a link, directory, device or anything else that is not a plain file.
        package let isRegular: Bool

        /// Describes a file.
        package init(path: String, size: Int, isRegular: Bool = true) {
            self.path = path
            self.size = size
            self.isRegular = isRegular
        }
    }

    /// Every file, also those that nobody expects.
    package let entries: [Entry]
    /// Reads a file whole, but never more than the given number of bytes and one.
    package let read: @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]
    /// Hashes a file piece by piece; gives the 32 bytes of its SHA-256.
    package let sha256: @Sendable (_ path: String) throws -> [UInt8]

    /// Describes a release.
    package init(
        entries: [Entry],
        read: @escaping @Sendable (_ path: String, _ limit: Int) throws -> [UInt8],
        sha256: @escaping @Sendable (_ path: String) throws -> [UInt8]
    ) {
        self.entries = entries
        self.read = read
        self.sha256 = sha256
    }
}
