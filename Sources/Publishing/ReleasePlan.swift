import Builds
package import Forges

/// What publishing will do, given the releases that the forge already holds for the tag.
package enum ReleasePlan: Sendable, Equatable {
    /// Make a draft of ours, or go on with one.
    case draft
    /// Add our files to somebody else's published release.
    case extend(Release)
    /// Our release of this very build is published already; what is left is to check it.
    case finished(Release)

    /// Decides, or says why nothing can be published.
    init(releases: [Release], for publication: Publication, on kind: ForgeKind) throws(BuildFailure) {
        guard let published = releases.first(where: { !$0.isDraft }) else {
            let isBlocked = kind != .github && releases.contains { ReleaseNotes.build(in: $0.notes) == nil }
            guard !isBlocked else {
                throw BuildFailure(
                    .publicationFailed,
                    "the tag \(publication.tag.shortName) has a draft that was not made by us",
                    hint: "this forge holds one release a tag: publish or delete the draft, then retry"
                )
            }
            self = .draft
            return
        }
        let tag = publication.tag.shortName
        if let build = ReleaseNotes.build(in: published.notes) {
            guard build == publication.build else {
                throw BuildFailure(
                    .publicationFailed,
                    "the tag \(tag) has a release of build \(build) already",
                    hint: "delete that release to publish another build of the tag"
                )
            }
            self = .finished(published)
            return
        }
        guard !published.isImmutable else {
            throw BuildFailure(
                .publicationFailed,
                "the tag \(tag) has an immutable release that was not made by us; nothing can be added to it",
                hint: "push the tag without making the release by hand, under a new name"
            )
        }
        self = .extend(published)
    }
}
