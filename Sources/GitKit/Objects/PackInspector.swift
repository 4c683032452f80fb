package import Builds

/// Searches history from a tip, in a pack that a server sent.
///
/// The pack may leave out the commit that is looked for and everything before it.
package enum PackInspector {
    /// Whether `commit` is the tip or one of its ancestors, as far as the objects here say.
    ///
    /// Blocks. The objects' names are as libgit2 computed them: whoever does not trust the process that this runs in
    /// asks ``CommitChainExporter`` instead.
    package static func contains(
        commit: ObjectID,
        fromTip tip: ObjectID,
        objectDirectory: String,
        limits: HistoryLimits = HistoryLimits()
    ) throws(GitError) -> Bool {
        let database = try ObjectDatabase(objectDirectory: objectDirectory)
        return try database.chain(to: commit, fromTip: tip, limits: limits) != nil
    }
}

extension ObjectDatabase {
    /// The commits from `tip` to one that has `commit` for a parent, each a parent of the one before; empty if the tip
    /// is the commit, `nil` if the search met the commit nowhere. The chain is one of the shortest.
    borrowing func chain(
        to commit: ObjectID,
        fromTip tip: ObjectID,
        limits: HistoryLimits
    ) throws(GitError) -> [ObjectID]? {
        if tip == commit { return [] }
        var child: [ObjectID: ObjectID] = [:]
        var queue = [tip]
        var seen: Set<ObjectID> = [tip]
        var next = 0
        while next < queue.count {
            let current = queue[next]
            next += 1
            guard next <= limits.commits else {
                throw GitError(.limit, operation: "history", message: "more than \(limits.commits) commits")
            }
            guard let parents = try parents(of: current, limits: limits) else { continue }
            for parent in parents where seen.insert(parent).inserted {
                child[parent] = current
                if parent == commit { return Self.chain(from: tip, to: current, child: child) }
                queue.append(parent)
            }
        }
        return nil
    }

    private static func chain(from tip: ObjectID, to last: ObjectID, child: [ObjectID: ObjectID]) -> [ObjectID] {
        var chain = [last]
        var current = last
        while current != tip, let next = child[current] {
            chain.append(next)
            current = next
        }
        return chain.reversed()
    }

    /// A commit's parents; `nil` if it is not here.
    private borrowing func parents(of id: ObjectID, limits: HistoryLimits) throws(GitError) -> [ObjectID]? {
        guard let header = try header(of: id) else { return nil }
        guard header.kind == .commit, header.size <= limits.commitSize else {
            throw GitError(.limit, operation: "history", message: "\(id) is no commit, or larger than a commit may be")
        }
        return try withContent(of: id, .commit, size: header.size) { content throws(GitError) in
            try CommitObject(parsing: Array(content), id: id).parents
        }
    }
}
