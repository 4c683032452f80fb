package import Builds
package import Forges

/// A release that is to be published for a build of a tag.
///
/// Everything but the build's name comes from the delivery and from configuration; the build's files are believed only
/// where ``VerifiedRelease`` finds that they agree with it.
package struct Publication: Sendable, Equatable {
    /// What becomes of a release when all its files are there.
    package enum Visibility: Sendable, Equatable {
        case published
        /// Somebody will look at the draft and publish it (`draft_only`).
        case draft
    }

    /// Whether a release is marked as not ready for production.
    package enum Prerelease: Sendable, Equatable {
        /// If the tag looks like one of semantic versioning, for example `v1.0-rc.1` (`auto`).
        case byTag
        case always
        case never
    }

    /// The build.
    package var build: BuildID
    /// The repository's URL, as the build must have fetched it.
    package var source: RepositoryURL
    /// The repository's place on the forge.
    package var repository: RepositoryName
    /// The tag.
    package var tag: RefName
    /// The commit that the tag must peel to.
    package var commit: ObjectID
    /// The page of the build, for the notes.
    package var link: String?
    /// What becomes of the release.
    package var visibility: Visibility
    /// Whether it is marked as not ready.
    package var prerelease: Prerelease

    /// Describes a publication.
    package init(
        build: BuildID,
        source: RepositoryURL,
        repository: RepositoryName,
        tag: RefName,
        commit: ObjectID,
        link: String? = nil,
        visibility: Visibility = .published,
        prerelease: Prerelease = .byTag
    ) {
        self.build = build
        self.source = source
        self.repository = repository
        self.tag = tag
        self.commit = commit
        self.link = link
        self.visibility = visibility
        self.prerelease = prerelease
    }

    /// The draft to make on the forge.
    var draft: ReleaseDraft {
        ReleaseDraft(
            tag: tag,
            commit: commit,
            title: tag.shortName,
            notes: ReleaseNotes(self).markdown,
            isPrerelease: isPrerelease
        )
    }

    private var isPrerelease: Bool {
        switch prerelease {
        case .always: return true
        case .never: return false
        case .byTag:
            // A hyphen after the numbers, as semantic versioning has it; not that of a date such as 2026-11-23.
            let version = (tag.shortName.split(separator: "/").last ?? "").prefix { $0 != "+" }
            let prefix = version.prefix { !$0.isNumber }
            let parts = version.dropFirst(prefix.count).split(separator: "-", maxSplits: 1)
            return parts.count == 2 && (parts[0].contains(".") || prefix.lowercased().hasSuffix("v"))
        }
    }
}
