package import Builds

/// What publishing and `assay hook` need from a forge: one implementation a kind of forge.
///
/// Each call is one step of the forge's API. Reads are retried inside, with the waits that the forge asks for; a call
/// that changes something throws ``ForgeError/Code/unknownOutcome`` when its reply was lost, and ``ReleaseEditor`` finds
/// out what happened.
package protocol ForgeClient: Sendable {
    /// The kind of forge.
    var kind: ForgeKind { get }

    /// Looks a repository up.
    func repository(_ name: RepositoryName) async throws(ForgeError) -> ForgeRepository

    /// What a tag points to right now; `nil` if there is no such tag.
    func tag(_ tag: RefName, of repository: RepositoryName) async throws(ForgeError) -> TagTarget?

    /// The published release of a tag, as anybody sees it; `nil` if there is none.
    func publishedRelease(of tag: RefName, in repository: RepositoryName) async throws(ForgeError) -> Release?

    /// The releases of a tag, drafts among them; a forge may hold several drafts for one tag.
    func releases(of tag: RefName, in repository: RepositoryName) async throws(ForgeError) -> [Release]

    /// Makes a draft.
    func createDraft(_ draft: ReleaseDraft, in repository: RepositoryName) async throws(ForgeError) -> Release

    /// Gives an existing draft the title, notes and target of `draft`.
    func update(
        _ release: Release,
        to draft: ReleaseDraft,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release

    /// Publishes a draft.
    func publish(_ release: Release, in repository: RepositoryName) async throws(ForgeError) -> Release

    /// The assets of a release, unfinished ones among them.
    func assets(of release: Release, in repository: RepositoryName) async throws(ForgeError) -> [ReleaseAsset]

    /// Uploads a file once, streamed and with its length announced; the reply tells the name that the asset got.
    func upload(
        _ file: AssetFile,
        to release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ReleaseAsset

    /// Removes an asset; one that is gone already is no error.
    func delete(_ asset: ReleaseAsset, of release: Release, in repository: RepositoryName) async throws(ForgeError)

    /// Writes an asset's contents to a new file, at most `limit` bytes, and returns what was written.
    ///
    /// The token goes to the forge's own host alone, also when the contents lie elsewhere.
    func download(
        _ asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName,
        to path: String,
        limit: Int
    ) async throws(ForgeError) -> ContentDigest

    /// What the forge holds for an asset: as it reports it, else downloaded and hashed without storing it.
    func digest(
        of asset: ReleaseAsset,
        of release: Release,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ContentDigest

    /// Marks a commit.
    func set(
        _ status: CommitStatus,
        on commit: ObjectID,
        in repository: RepositoryName
    ) async throws(ForgeError)

    /// Makes a webhook for pushes that signs with `secret` and delivers JSON to `url`.
    func createWebhook(
        url: String,
        secret: WebhookSecret,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ForgeWebhook

    /// The webhooks of a repository.
    func webhooks(in repository: RepositoryName) async throws(ForgeError) -> [ForgeWebhook]

    /// Removes a webhook; one that is gone already is no error.
    func deleteWebhook(_ id: String, in repository: RepositoryName) async throws(ForgeError)
}
