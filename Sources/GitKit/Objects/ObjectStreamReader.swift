package import Builds
import Bytes
package import Files
import OpenSSLKit

/// A commit and everything in its tree, each name recomputed from the bytes.
package struct VerifiedSource: Sendable, Equatable {
    /// The commit and its parents.
    package let commit: CommitObject
    /// SHA-256 over `mode SP hex(sha256(blob)) TAB path NUL` of every entry by path bytes, in lower-case hexadecimal;
    /// for a submodule its commit's 40 digits take the place of the content's.
    package let treeSHA256: String
    /// Every file, link and submodule in ascending order of path bytes.
    package let entries: [SourceEntry]
    /// The paths of files that only stand for content that Git LFS keeps elsewhere.
    package let lfsPointers: [[UInt8]]

    /// The entries that are commits of other repositories.
    package var submodules: [SourceEntry] { entries.filter { $0.mode == .submodule } }

    // Only the reader below makes one.
    fileprivate init(commit: CommitObject, treeSHA256: String, entries: [SourceEntry], lfsPointers: [[UInt8]]) {
        self.commit = commit
        self.treeSHA256 = treeSHA256
        self.entries = entries
        self.lfsPointers = lfsPointers
    }
}

/// Reads a stream of objects that ``ObjectExporter`` may have written, or anyone else.
package struct ObjectStreamReader: ~Copyable {
    private var frames: ObjectFrameReader
    private var walk: TreeWalk
    private var digest = TreeDigest()
    private var entries: [SourceEntry] = []
    private var lfsPointers: [[UInt8]] = []

    /// Begins to read; blocks, so the writer has to be running.
    package init(_ input: consuming FileDescriptor, limits: SourceLimits = SourceLimits()) throws(GitError) {
        frames = try ObjectFrameReader(input, purpose: .source)
        walk = TreeWalk(limits: limits)
    }

    /// Reads to the end, handing files and links to `visitor` on the way.
    ///
    /// Blocks; a writer that falls silent has to be ended by whoever started it. After an error, what the visitor wrote
    /// is of no use.
    package consuming func read<Visitor: TreeVisitor & ~Copyable>(
        commit id: ObjectID,
        into visitor: consuming Visitor
    ) throws(GitError) -> (source: VerifiedSource, output: Visitor.Output) {
        let commit = try CommitObject(parsing: try object(.commit, id), id: id)
        try walk.enter(try TreeObject(parsing: try object(.tree, commit.tree)))
        while let entry = try walk.next() {
            switch entry.mode {
            case .directory:
                try walk.enter(try TreeObject(parsing: try object(.tree, entry.id)), path: entry.path)
            case .submodule:
                try visitor.submodule(path: entry.path, commit: entry.id)
                add(SourceEntry(path: entry.path, mode: entry.mode, content: .submodule(entry.id)))
            case .file, .executable, .symlink:
                try blob(entry, &visitor)
            }
        }
        try frames.finish()
        let source = VerifiedSource(
            commit: commit,
            treeSHA256: digest.finish(),
            entries: entries,
            lfsPointers: lfsPointers
        )
        return (source, try visitor.finish())
    }

    private mutating func object(_ kind: ObjectKind, _ id: ObjectID) throws(GitError) -> [UInt8] {
        let length = try frames.begin(kind, id: id)
        try walk.admit(kind, size: length)
        return try frames.content(kind, id: id, length: length)
    }

    private mutating func blob<Visitor: TreeVisitor & ~Copyable>(
        _ entry: TreeWalk.Entry,
        _ visitor: inout Visitor
    ) throws(GitError) {
        let length = try frames.begin(.blob, id: entry.id)
        try walk.admit(.blob, size: length)
        if entry.mode == .symlink { try LinkTarget.check(length: length) }
        try visitor.begin(path: entry.path, mode: entry.mode, size: length)
        var sha256 = StreamingDigest(.sha256)
        var small: [UInt8] = []
        try frames.content(.blob, id: entry.id, length: length) { piece throws(GitError) in
            piece.withUnsafeBytes { sha256.update($0) }
            if length <= LinkTarget.maximumLength { small += piece }
            try visitor.content(piece)
        }
        if entry.mode == .symlink { try LinkTarget.check(small) }
        try visitor.end()
        if entry.mode != .symlink, length == small.count, LFSPointer.isPointer(small) {
            lfsPointers.append(entry.path)
        }
        let content = SourceEntry.Content.blob(size: length, sha256: sha256.finalize().hexadecimal)
        add(SourceEntry(path: entry.path, mode: entry.mode, content: content))
    }

    private mutating func add(_ entry: SourceEntry) {
        digest.append(entry)
        entries.append(entry)
    }
}
