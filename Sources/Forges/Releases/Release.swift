/// A release, draft or published, as its forge describes it.
package struct Release: Sendable, Equatable {
    /// The forge's name for it.
    package let id: String
    /// The short name of its tag.
    package let tag: String
    /// The notes.
    package let notes: String
    /// Whether it is not published yet.
    package let isDraft: Bool
    /// Whether the forge says that it cannot be changed any more.
    package let isImmutable: Bool
    /// The page that people look at.
    package let page: String?

    /// Makes a release.
    package init(id: String, tag: String, notes: String, isDraft: Bool, isImmutable: Bool = false, page: String? = nil)
    {
        self.id = id
        self.tag = tag
        self.notes = notes
        self.isDraft = isDraft
        self.isImmutable = isImmutable
        self.page = page
    }
}
