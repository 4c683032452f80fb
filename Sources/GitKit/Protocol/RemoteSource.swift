/// What a server sent for a request: packs that nobody has looked into yet.
package struct RemoteSource: Equatable, Sendable {
    /// Which commit it is about, and what is left to be shown.
    package var resolution: RefResolution
    /// The commit with its tree, and the annotated tag that is said to lead to it.
    package var pack: FetchedPack
    /// Commits that may connect the branch's tip with the commit; `nil` where nothing is to be shown, or none came.
    package var history: FetchedPack?
}

extension UploadPackClient {
    /// Resolves a request and fetches what it needs into new files of `directory`.
    ///
    /// A branch whose history the server refuses, or that is larger than the limit, is left unattested; the commit is
    /// fetched all the same.
    package func fetchSource(
        _ selector: RefSelector,
        fullHistory: Bool = false,
        into directory: String
    ) async throws(GitError) -> RemoteSource {
        let resolution = try await resolve(selector)
        let request = resolution.sourceRequest(fullHistory: fullHistory)
        let pack = try await fetch(request, to: directory + "/source.pack")
        var history: FetchedPack?
        if let request = resolution.containmentRequest {
            do throws(GitError) {
                // Nothing comes where the tip lies in the commit's own history, as after a branch was set back.
                let pack = try await fetch(request, to: directory + "/history.pack")
                history = pack.isEmpty ? nil : pack
            } catch {
                guard [.remote, .commitNotFound, .limit].contains(error.code) else { throw error }
            }
        }
        return RemoteSource(resolution: resolution, pack: pack, history: history)
    }
}
