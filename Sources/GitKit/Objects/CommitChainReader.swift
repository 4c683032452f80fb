package import Builds
package import Files

/// Checks the proof that a commit is an ancestor of a tip, without believing whoever wrote it.
package enum CommitChainReader {
    /// Whether the stream proves that `commit` is `tip` or one of its ancestors.
    ///
    /// Each commit's name is recomputed, the first must be the tip, and each other a parent of the one before. A stream
    /// without commits proves nothing unless the two are the same; it can be a lie, which only denies. One that is not
    /// in this form throws. Blocks until the stream ends.
    package static func proves(
        commit: ObjectID,
        isReachableFrom tip: ObjectID,
        reading input: consuming FileDescriptor,
        limits: HistoryLimits = HistoryLimits()
    ) throws(GitError) -> Bool {
        var reader = try ObjectFrameReader(input, purpose: .chain)
        var expected = [tip]
        var isProven = tip == commit
        var count = 0
        var size = 0
        while let header = try reader.header() {
            guard !isProven else { throw .badChain(.malformed, "commits after the proof is complete") }
            guard header.kind == .commit, let id = ObjectID(raw: header.id), expected.contains(id) else {
                throw .badChain(.wrongObject, "an object that is no parent of the one before")
            }
            count += 1
            guard count <= limits.commits else { throw .badChain(.limit, "more than \(limits.commits) commits") }
            guard header.length <= limits.commitSize else {
                throw .badChain(.limit, "a commit of more than \(limits.commitSize) bytes")
            }
            size += header.length
            guard size <= limits.proofSize else { throw .badChain(.limit, "more than \(limits.proofSize) bytes") }
            let content = try reader.content(.commit, id: id, length: header.length)
            expected = try CommitObject(parsing: content, id: id).parents
            isProven = expected.contains(commit)
        }
        try reader.requireEnd()
        guard isProven || count == 0 else { throw .badChain(.malformed, "a chain that leads elsewhere") }
        return isProven
    }
}

extension GitError {
    fileprivate static func badChain(_ code: Code, _ message: String) -> GitError {
        GitError(code, operation: "commit chain", message: message)
    }
}
