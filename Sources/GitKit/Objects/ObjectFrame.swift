/// The format of an object stream: 16 bytes that name its purpose, frames, a frame with kind 0, then the end.
///
/// A frame is one byte of kind (the numbers of packs), the 20 bytes of the object's name, eight bytes of content length
/// with the most significant first, and the content. The kind 0 has nothing after it.
enum ObjectFrame {
    /// What a stream is for; one is never taken for the other.
    enum Purpose {
        /// A commit, then the objects of its tree.
        case source
        /// Commits, each but the first a parent of the one before.
        case chain
        /// Annotated tags, each but the first the target of the one before.
        case tags

        var bytes: [UInt8] {
            switch self {
            case .source: Array("assay source  1\n".utf8)
            case .chain: Array("assay chain   1\n".utf8)
            case .tags: Array("assay tags    1\n".utf8)
            }
        }
    }

    /// The kind that ends a stream.
    static let end: UInt8 = 0
    /// The bytes of a frame before its content.
    static let headerSize = 29
}
