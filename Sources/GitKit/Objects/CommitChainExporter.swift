package import Builds
package import Files

/// Writes the proof that a commit is an ancestor of a tip: commits, each a parent of the one before.
package enum CommitChainExporter {
    /// Writes a shortest chain, or a stream without any commit where the search met the commit nowhere. Blocks.
    package static func export(
        commit: ObjectID,
        fromTip tip: ObjectID,
        objectDirectory: String,
        to output: consuming FileDescriptor,
        limits: HistoryLimits = HistoryLimits()
    ) throws(GitError) {
        let database = try ObjectDatabase(objectDirectory: objectDirectory)
        var writer = ObjectFrameWriter(output, purpose: .chain)
        for id in try database.chain(to: commit, fromTip: tip, limits: limits) ?? [] {
            let size = try database.requiredSize(of: id, .commit)
            try database.withContent(of: id, .commit, size: size) { content throws(GitError) in
                try writer.write(.commit, id: id, content: content)
            }
        }
        try writer.finish()
    }
}
