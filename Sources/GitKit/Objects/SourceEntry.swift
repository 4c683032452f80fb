package import Builds

/// A file, link or submodule of a source.
package struct SourceEntry: Sendable, Equatable {
    /// What stands there.
    package enum Content: Sendable, Equatable {
        /// A file's bytes, or the bytes of a link's target: size, and SHA-256 in lower-case hexadecimal.
        case blob(size: Int, sha256: String)
        /// A commit of another repository, which is not fetched.
        case submodule(ObjectID)
    }

    /// The bytes of the path from the root, without a leading slash.
    package let path: [UInt8]
    /// What kind of entry it is; never a folder.
    package let mode: TreeEntryMode
    /// What stands there.
    package let content: Content

    /// Describes an entry.
    package init(path: [UInt8], mode: TreeEntryMode, content: Content) {
        self.path = path
        self.mode = mode
        self.content = content
    }

    /// What identifies the content in the tree's digest: hexadecimal digits of the SHA-256, or of the commit's name.
    var contentDigits: String {
        switch content {
        case .blob(_, let sha256): sha256
        case .submodule(let commit): commit.description
        }
    }
}
