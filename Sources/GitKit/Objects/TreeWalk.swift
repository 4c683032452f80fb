import Builds

/// The order in which a source's objects come, depth first in tree order, with its limits.
///
/// Both ends of an object stream walk with this, so that they agree by construction. An object that is met twice comes
/// twice: nobody has to remember what came before.
struct TreeWalk {
    /// An entry that was met, in ascending order of path bytes.
    struct Entry {
        let path: [UInt8]
        let mode: TreeEntryMode
        let id: ObjectID
    }

    private struct Level {
        var entries: ArraySlice<TreeObject.Entry>
        let prefix: [UInt8]
    }

    private let limits: SourceLimits
    private var levels: [Level] = []
    private var entries = 0
    private var pathBytes = 0
    private var totalSize = 0

    init(limits: SourceLimits) { self.limits = limits }

    /// Goes down into a tree: the source's own, or the one that was met last.
    mutating func enter(_ tree: TreeObject, path: [UInt8] = []) throws(GitError) {
        guard levels.count <= limits.depth else {
            throw .limit("more than \(limits.depth) folders below one another")
        }
        levels.append(Level(entries: tree.entries[...], prefix: path.isEmpty ? [] : path + [UInt8(ascii: "/")]))
    }

    /// The next entry, or `nil` at the end.
    mutating func next() throws(GitError) -> Entry? {
        while let level = levels.indices.last {
            guard let entry = levels[level].entries.popFirst() else {
                levels.removeLast()
                continue
            }
            let path = levels[level].prefix + entry.name
            entries += 1
            pathBytes += path.count
            guard entries <= limits.entries else { throw .limit("more than \(limits.entries) entries") }
            guard path.count <= limits.pathLength else { throw .limit("a path longer than \(limits.pathLength) bytes") }
            guard pathBytes <= limits.pathBytes else { throw .limit("paths of more than \(limits.pathBytes) bytes") }
            return Entry(path: path, mode: entry.mode, id: entry.id)
        }
        return nil
    }

    /// Takes note of an object's size before its content is read.
    mutating func admit(_ kind: ObjectKind, size: Int) throws(GitError) {
        let most =
            switch kind {
            case .commit, .tag: limits.commitSize
            case .tree: limits.treeSize
            case .blob: limits.fileSize
            }
        guard size >= 0, size <= most else { throw .limit("a \(kind.word) of more than \(most) bytes") }
        guard size <= limits.totalSize - totalSize else { throw .limit("more than \(limits.totalSize) bytes in all") }
        totalSize += size
    }
}

extension GitError {
    fileprivate static func limit(_ message: String) -> GitError {
        GitError(.limit, operation: "source", message: message)
    }
}
