package import Builds

/// What to ask a server for (gitprotocol-v2, "fetch").
package struct FetchRequest: Equatable, Sendable {
    /// What is left out of the pack, where the server can.
    package enum Filter: String, Sendable {
        /// All trees and blobs: commits alone remain.
        case trees = "tree:0"
    }

    /// The objects that are wanted.
    package var wants: [ObjectID]
    /// Objects that are there already, with their whole history.
    package var haves: [ObjectID]
    /// How many commits deep the history goes; all of it if `nil`.
    package var depth: Int?
    /// What may be left out.
    package var filter: Filter?
    /// Whether annotated tags of the objects that are sent come along.
    package var includesTags: Bool

    /// Makes a request.
    package init(
        wants: [ObjectID],
        haves: [ObjectID] = [],
        depth: Int? = nil,
        filter: Filter? = nil,
        includesTags: Bool = false
    ) {
        self.wants = wants
        self.haves = haves
        self.depth = depth
        self.filter = filter
        self.includesTags = includesTags
    }
}
