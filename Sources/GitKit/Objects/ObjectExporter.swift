package import Builds
package import Files

/// Writes the objects of one commit to a stream. It runs where the pack came from outside: whoever reads the stream
/// believes nothing of it.
package enum ObjectExporter {
    /// Writes the commit, then its tree, folders, files and links, depth first in the order of their paths.
    ///
    /// Blocks; a file is held in memory whole while it is written, as libgit2 cannot read packed objects in pieces.
    package static func export(
        objectDirectory: String,
        commit: ObjectID,
        to output: consuming FileDescriptor,
        limits: SourceLimits = SourceLimits()
    ) throws(GitError) {
        var export = Export(
            database: try ObjectDatabase(objectDirectory: objectDirectory),
            writer: ObjectFrameWriter(output, purpose: .source),
            walk: TreeWalk(limits: limits)
        )
        let content = try export.send(.commit, commit)
        try export.enter(try CommitObject(parsing: content, id: commit).tree, path: [])
        while let entry = try export.walk.next() {
            switch entry.mode {
            case .directory: try export.enter(entry.id, path: entry.path)
            case .file, .executable, .symlink: try export.send(blob: entry.id)
            case .submodule: continue
            }
        }
        try export.finish()
    }

    private struct Export: ~Copyable {
        let database: ObjectDatabase
        var writer: ObjectFrameWriter
        var walk: TreeWalk

        mutating func enter(_ tree: ObjectID, path: [UInt8]) throws(GitError) {
            let content = try send(.tree, tree)
            try walk.enter(try TreeObject(parsing: content), path: path)
        }

        mutating func send(blob id: ObjectID) throws(GitError) {
            try send(.blob, id) { _ throws(GitError) in }
        }

        mutating func send(_ kind: ObjectKind, _ id: ObjectID) throws(GitError) -> [UInt8] {
            try send(kind, id) { content throws(GitError) in Array(content) }
        }

        private mutating func send<Value>(
            _ kind: ObjectKind,
            _ id: ObjectID,
            _ body: (UnsafeRawBufferPointer) throws(GitError) -> Value
        ) throws(GitError) -> Value {
            let size = try database.requiredSize(of: id, kind)
            try walk.admit(kind, size: size)
            return try database.withContent(of: id, kind, size: size) { content throws(GitError) in
                try writer.write(kind, id: id, content: content)
                return try body(content)
            }
        }

        consuming func finish() throws(GitError) { try writer.finish() }
    }
}

extension ObjectDatabase {
    /// The size of an object that must be here and of this kind.
    borrowing func requiredSize(of id: ObjectID, _ kind: ObjectKind) throws(GitError) -> Int {
        guard let header = try header(of: id) else {
            throw GitError(.notFound, operation: "git_odb_read_header", message: "\(kind.word) \(id) is missing")
        }
        guard header.kind == kind else {
            throw GitError(
                .wrongObject,
                operation: "git_odb_read_header",
                message: "\(id): wanted a \(kind.word), got a \(header.kind.word)"
            )
        }
        return header.size
    }
}
