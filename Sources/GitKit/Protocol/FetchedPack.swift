package import Builds

/// A pack as the server sent it: nobody has looked into it yet.
package struct FetchedPack: Equatable, Sendable {
    /// Where it was written.
    package var path: String
    /// Its size in bytes.
    package var size: Int
    /// Commits whose parents the server left out, as it says.
    package var shallow: [ObjectID]

    /// Whether it has room for a header of 12 bytes and a digest of 20, and for no object between them.
    package var isEmpty: Bool { size <= 32 }
}
