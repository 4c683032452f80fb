/// The mark that a build leaves on a commit.
package struct CommitStatus: Sendable, Equatable {
    /// How the build stands.
    package enum State: String, Sendable {
        case pending
        case success
        case failure
        /// The build did not fail, but could not be carried out.
        case error
    }

    /// The longest description that forges take, in characters.
    package static let maximumDescription = 140
    /// What tells our mark from that of others.
    package static let defaultContext = "assay"

    /// How the build stands.
    package let state: State
    /// The page of the build.
    package let link: String?
    /// One line, cut to ``maximumDescription``.
    package let description: String
    /// What tells this mark from others on the same commit.
    package let context: String

    /// Makes a mark.
    package init(_ state: State, description: String, link: String?, context: String = defaultContext) {
        self.state = state
        self.link = link
        self.context = context
        let line = description.split(whereSeparator: \.isNewline).joined(separator: " ")
        // GitHub counts UTF-16 units or characters, depending on the place: the smaller count is always safe.
        var cut = line
        while cut.utf16.count > Self.maximumDescription { cut.removeLast() }
        self.description = cut.utf16.count < line.utf16.count ? String(cut.dropLast()) + "…" : cut
    }
}
