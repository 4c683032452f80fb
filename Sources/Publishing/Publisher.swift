import Builds
package import Forges
package import Verification

/// Step 8: brings a build's files to its forge as a release.
///
/// Every step may be done again. However often it is interrupted, running it once more ends in one release with exactly
/// our files, or in none that anybody can see. Failures that time may cure are thrown as `ForgeError` with
/// `isTemporary`; a `BuildFailure` is final.
package struct Publisher: Sendable {
    private let client: any ForgeClient
    private let trust: PublisherTrust
    private let pacing: Pacing
    private let verifier: ReleaseVerifier

    /// Makes a publisher for one forge.
    package init(
        client: any ForgeClient,
        trust: PublisherTrust,
        pacing: Pacing = Pacing(),
        verifier: ReleaseVerifier = .standard
    ) {
        self.client = client
        self.trust = trust
        self.pacing = pacing
        self.verifier = verifier
    }

    /// Whether a release could be published now; to be asked before building.
    ///
    /// - Throws: `BuildFailure` if the forge holds a release that stands in the way.
    package func preflight(_ publication: Publication) async throws -> ReleasePlan {
        try await explaining {
            let plan = try await plan(publication)
            if case .extend(let release) = plan { try await requireFreeNames(in: release, publication) }
            return plan
        }
    }

    /// Publishes the files that a build left in `folder` (the layout of `assay build`) and returns the release.
    ///
    /// - Throws: `BuildFailure` with `TAG_MOVED` if the tag no longer peels to the commit: the draft stays a draft.
    package func publish(_ publication: Publication, from folder: String) async throws -> Release {
        let verified = try await VerifiedRelease(
            verifying: folder,
            for: publication,
            trust: trust,
            verifier: verifier
        )
        return try await explaining {
            switch try await plan(publication) {
            case .finished(let release):
                _ = try await editor(publication).place(verified.files, in: release, mode: .extending)
                return release
            case .extend(let release):
                // Whatever is added is visible at once, so the tag is asked for first.
                try await requireTag(publication)
                _ = try await editor(publication).place(verified.files, in: release, mode: .extending)
                return release
            case .draft:
                return try await publishDraft(publication, verified)
            }
        }
    }

    private func publishDraft(_ publication: Publication, _ verified: VerifiedRelease) async throws -> Release {
        let editor = editor(publication)
        let release = try await editor.prepare(publication.draft) { release in
            release.isDraft
                ? ReleaseNotes.build(in: release.notes) != nil
                : ReleaseNotes.build(in: release.notes) == publication.build
        }
        let mode = release.isDraft ? ReleaseEditor.Mode.owned : .extending
        _ = try await editor.place(verified.files, in: release, mode: mode)
        guard release.isDraft else { return release }
        try await requireTag(publication)
        guard publication.visibility == .published else { return release }
        return try await editor.publish(release, tag: publication.tag)
    }

    // MARK: Questions to the forge

    private func plan(_ publication: Publication) async throws -> ReleasePlan {
        let releases = try await editor(publication).releases(of: publication.tag)
        return try ReleasePlan(releases: releases, for: publication, on: client.kind)
    }

    /// Before building nobody knows the artifacts' names, but the names of our other files are known.
    private func requireFreeNames(in release: Release, _ publication: Publication) async throws {
        let ours = Set(BuildFile.allCases.map { $0.rawValue.lowercased() })
        let assets = try await editor(publication).assets(of: release)
        guard let taken = assets.first(where: { $0.isComplete && ours.contains($0.name.lowercased()) }) else { return }
        throw BuildFailure(
            .publicationFailed,
            "the release of \(publication.tag.shortName) already has a file \(taken.name), which is a name of ours",
            hint: "rename or delete it, then retry"
        )
    }

    private func requireTag(_ publication: Publication) async throws {
        let target = try await editor(publication).target(of: publication.tag)
        guard target?.commit == publication.commit else {
            let found = target.map { "peels to \($0.commit)" } ?? "is gone"
            throw BuildFailure(
                .tagMoved,
                "the tag \(publication.tag.shortName) \(found); \(publication.commit) was built",
                hint: "nothing was published; push the tag again to build what it points to now"
            )
        }
    }

    private func editor(_ publication: Publication) -> ReleaseEditor {
        ReleaseEditor(client: client, repository: publication.repository, pacing: pacing)
    }

    /// Turns refusals that no repetition will cure into failures that say what to do.
    private func explaining<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as ForgeError where !error.isTemporary {
            throw BuildFailure(.publicationFailed, error.description, hint: Self.hint(error))
        }
    }

    private static func hint(_ error: ForgeError) -> String? {
        switch error.code {
        case .forbidden: "the token needs write access to the repository's contents and commit statuses"
        case .notFound: "check the repository's name, and that the token may see it"
        case .immutableRelease: "the release is immutable; a new tag is needed"
        case .alreadyExists: "rename or delete what is in the way, then retry"
        default: nil
        }
    }
}
