/// What a symbolic link in a tree may hold; where it points to is not judged, since nothing follows it.
enum LinkTarget {
    /// The longest target, in bytes, that Linux makes a link of.
    static let maximumLength = 4095

    static func check(length: Int) throws(GitError) {
        guard (1...maximumLength).contains(length) else {
            throw GitError(.malformed, operation: "tree", message: "a link with a target of \(length) bytes")
        }
    }

    static func check(_ target: [UInt8]) throws(GitError) {
        try check(length: target.count)
        guard !target.contains(0) else {
            throw GitError(.malformed, operation: "tree", message: "a link whose target holds a NUL")
        }
    }
}
