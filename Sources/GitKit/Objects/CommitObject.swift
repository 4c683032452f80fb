package import Builds

/// A commit whose name was recomputed from its bytes.
package struct CommitObject: Sendable, Equatable {
    /// The commit's name.
    package let id: ObjectID
    /// Its tree.
    package let tree: ObjectID
    /// Its parents, first parent first.
    package let parents: [ObjectID]

    /// Reads the raw content of a commit object and throws unless it is the one named `id`.
    package init(parsing content: [UInt8], id: ObjectID) throws(GitError) {
        try id.requireName(of: .commit, content, operation: "commit")
        var lines = HeaderLines(content, operation: "commit")
        self.id = id
        tree = try lines.id(try lines.required("tree"))
        var parents: [ObjectID] = []
        while let parent = lines.value(of: "parent") { parents.append(try lines.id(parent)) }
        self.parents = parents
        _ = try lines.required("author")
    }
}
