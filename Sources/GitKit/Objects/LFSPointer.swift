/// The small files that stand in a repository for content that Git LFS keeps elsewhere.
enum LFSPointer {
    /// The largest pointer, in bytes; the specification has them under 1024.
    static let maximumSize = 1024

    /// Whether a file with this content is one (github.com/git-lfs/git-lfs, docs/spec.md).
    static func isPointer(_ content: [UInt8]) -> Bool {
        content.count <= maximumSize && content.starts(with: "version https://git-lfs.github.com/spec/v1".utf8)
    }
}
