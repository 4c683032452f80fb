package import Builds
package import Files

/// Writes an annotated tag, and the tags that it leads through, up to the commit's door.
package enum TagChainExporter {
    /// Writes the chain that begins with `tag`. Blocks.
    package static func export(
        tag: ObjectID,
        objectDirectory: String,
        to output: consuming FileDescriptor
    ) throws(GitError) {
        let database = try ObjectDatabase(objectDirectory: objectDirectory)
        var writer = ObjectFrameWriter(output, purpose: .tags)
        var next: ObjectID? = tag
        for _ in 0..<TagObject.maximumNesting {
            guard let id = next else { break }
            let size = try database.requiredSize(of: id, .tag)
            guard size <= TagObject.maximumSize else {
                throw GitError(.limit, operation: "tag", message: "more than \(TagObject.maximumSize) bytes")
            }
            let content = try database.withContent(of: id, .tag, size: size) { content throws(GitError) in
                try writer.write(.tag, id: id, content: content)
                return Array(content)
            }
            if case .tag(let inner) = try TagObject(parsing: content, id: id).target {
                next = inner
            } else {
                next = nil
            }
        }
        try writer.finish()
    }
}
