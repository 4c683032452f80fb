package import Builds

/// Brings a release to a wanted state, whatever state a crash or a lost reply left it in.
///
/// After every failure that may have had an effect it looks at what the forge holds and goes on from there, so that
/// doing the same again never makes a second release or a second asset.
package struct ReleaseEditor: Sendable {
    /// What may be done about files that stand in the way.
    package enum Mode: Sendable {
        /// A draft of ours: it will hold exactly our files.
        case owned
        /// Somebody else's published release: files are added, and nothing of theirs is touched.
        case extending
    }

    let client: any ForgeClient
    let repository: RepositoryName
    let pacing: Pacing

    /// Makes an editor for the releases of one repository.
    package init(client: any ForgeClient, repository: RepositoryName, pacing: Pacing = Pacing()) {
        self.client = client
        self.repository = repository
        self.pacing = pacing
    }

    /// The releases of a tag, drafts among them.
    package func releases(of tag: RefName) async throws(ForgeError) -> [Release] {
        try await pacing.repeating { () throws(ForgeError) in try await client.releases(of: tag, in: repository) }
    }

    /// The assets of a release.
    package func assets(of release: Release) async throws(ForgeError) -> [ReleaseAsset] {
        try await pacing.repeating { () throws(ForgeError) in try await client.assets(of: release, in: repository) }
    }

    /// What a tag points to right now.
    package func target(of tag: RefName) async throws(ForgeError) -> TagTarget? {
        try await pacing.repeating { () throws(ForgeError) in try await client.tag(tag, of: repository) }
    }

    /// Marks a commit.
    package func set(_ status: CommitStatus, on commit: ObjectID) async throws(ForgeError) {
        try await pacing.repeating { () throws(ForgeError) in
            try await client.set(status, on: commit, in: repository)
        }
    }

    /// The draft that `isOurs` recognises, made to look like `draft`, or a new one.
    ///
    /// A published release of ours is returned as it is.
    package func prepare(
        _ draft: ReleaseDraft,
        isOurs: @Sendable (Release) -> Bool
    ) async throws(ForgeError) -> Release {
        var failures = 0
        while true {
            do throws(ForgeError) {
                let ours = try await client.releases(of: draft.tag, in: repository).filter(isOurs)
                if let published = ours.first(where: { !$0.isDraft }) { return published }
                guard let existing = ours.first else { return try await client.createDraft(draft, in: repository) }
                // The notes name the build, so with the same notes everything else is the same, too.
                if existing.notes == draft.notes { return existing }
                return try await client.update(existing, to: draft, in: repository)
            } catch {
                failures += 1
                try await pacing.wait(after: error, failures: failures)
            }
        }
    }

    /// Publishes a draft once; a lost reply is followed by a look, not by a second attempt.
    package func publish(_ release: Release, tag: RefName) async throws(ForgeError) -> Release {
        var failures = 0
        while true {
            do throws(ForgeError) {
                if failures > 0 {
                    let releases = try await client.releases(of: tag, in: repository)
                    if let published = releases.first(where: { $0.id == release.id && !$0.isDraft }) {
                        return published
                    }
                }
                return try await client.publish(release, in: repository)
            } catch {
                failures += 1
                try await pacing.wait(after: error, failures: failures)
            }
        }
    }
}
