package import Builds

/// An annotated tag whose name was recomputed from its bytes.
package struct TagObject: Sendable, Equatable {
    /// The most tags that may lie between a ref and its commit.
    package static let maximumNesting = 8
    /// The largest tag, in bytes.
    package static let maximumSize = 1 << 20

    /// What a tag points to.
    package enum Target: Sendable, Equatable {
        case commit(ObjectID)
        case tag(ObjectID)
        /// A tree or blob, which nothing can be built from.
        case other(ObjectID)
    }

    /// The tag object's own name.
    package let id: ObjectID
    /// What it points to.
    package let target: Target
    /// The short name that the tagger gave it; a ref of another name may point to it.
    package let name: String

    /// Reads the raw content of a tag object and throws unless it is the one named `id`.
    package init(parsing content: [UInt8], id: ObjectID) throws(GitError) {
        guard content.count <= Self.maximumSize else {
            throw GitError(.limit, operation: "tag", message: "more than \(Self.maximumSize) bytes")
        }
        try id.requireName(of: .tag, content, operation: "tag")
        var lines = HeaderLines(content, operation: "tag")
        self.id = id
        let object = try lines.id(try lines.required("object"))
        target =
            switch String(decoding: try lines.required("type"), as: UTF8.self) {
            case "commit": .commit(object)
            case "tag": .tag(object)
            case "tree", "blob": .other(object)
            case let type: throw lines.malformed("an object of type \(type)")
            }
        guard let name = String(validating: try lines.required("tag"), as: UTF8.self), RefName.isWellFormed(name) else {
            throw lines.malformed("a name that no tag can have")
        }
        self.name = name
    }

    /// The commit that a tag object leads to, `raw` being the contents of that tag and of each nested one in order.
    ///
    /// Nothing may be left over, so that each byte handed in was needed.
    package static func peel(_ id: ObjectID, through raw: [[UInt8]]) throws(GitError) -> ObjectID {
        guard raw.count <= maximumNesting else {
            throw GitError(.limit, operation: "tag", message: "more than \(maximumNesting) tags within one another")
        }
        var wanted = Target.tag(id)
        for content in raw {
            guard case .tag(let next) = wanted else {
                throw GitError(.malformed, operation: "tag", message: "an object that no tag leads to")
            }
            wanted = try TagObject(parsing: content, id: next).target
        }
        switch wanted {
        case .commit(let commit): return commit
        case .tag(let missing):
            throw GitError(.notFound, operation: "tag", message: "the tag object \(missing) is missing")
        case .other(let object):
            throw GitError(.malformed, operation: "tag", message: "the tag leads to \(object), which is no commit")
        }
    }
}
