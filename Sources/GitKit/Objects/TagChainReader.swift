package import Builds
package import Files

/// Reads a chain of tags that ``TagChainExporter`` may have written, or anyone else.
package enum TagChainReader {
    /// The commit that the tag named `tag` leads to; each tag's name is recomputed from its bytes.
    ///
    /// Blocks, so the writer has to be running.
    package static func peel(_ tag: ObjectID, reading stream: consuming FileDescriptor) throws(GitError) -> ObjectID {
        var reader = try ObjectFrameReader(stream, purpose: .tags)
        var wanted = tag
        for _ in 0..<TagObject.maximumNesting {
            let length = try reader.begin(.tag, id: wanted)
            guard length <= TagObject.maximumSize else {
                throw GitError(.limit, operation: "tag", message: "more than \(TagObject.maximumSize) bytes")
            }
            let content = try reader.content(.tag, id: wanted, length: length)
            switch try TagObject(parsing: content, id: wanted).target {
            case .tag(let inner): wanted = inner
            case .commit(let commit):
                try reader.finish()
                return commit
            case .other(let object):
                throw GitError(
                    .wrongObject,
                    operation: "tag",
                    message: "the tag leads to \(object), which is no commit"
                )
            }
        }
        throw GitError(
            .limit,
            operation: "tag",
            message: "more than \(TagObject.maximumNesting) tags within one another"
        )
    }
}
