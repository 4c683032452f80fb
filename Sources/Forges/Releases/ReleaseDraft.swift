package import Builds

/// What a new release is to be.
package struct ReleaseDraft: Sendable, Equatable {
    /// The tag; it has to be there already.
    package var tag: RefName
    /// The commit that was built (`target_commitish`).
    package var commit: ObjectID
    /// The title.
    package var title: String
    /// The notes, in Markdown.
    package var notes: String
    /// Whether it is marked as not ready for production.
    package var isPrerelease: Bool

    /// Makes a draft.
    package init(tag: RefName, commit: ObjectID, title: String, notes: String, isPrerelease: Bool = false) {
        self.tag = tag
        self.commit = commit
        self.title = title
        self.notes = notes
        self.isPrerelease = isPrerelease
    }
}
