import Builds
import Store

/// A request to build that has been checked, ready for the store.
struct BuildSubmission: Sendable {
    /// Kettle's words for the two mistakes that a client can make with the source.
    static let bothSources = APIError.invalid("Provide source OR repo_url, not both")
    static let noSource = APIError.invalid("Must provide source (ZIP) or repo_url (git)")
    /// The longest URL, in bytes.
    static let urlLimit = 2048

    let request: BuildRequest
    let subject: BuildSubject
    /// The archive to keep before the request is stored.
    let upload: UploadWriter?

    /// Checks what a form asks for.
    init(_ form: BuildForm, _ actions: ServerActions) throws {
        let nonce = try form.nonce.map { text in
            guard let nonce = Nonce(text) else {
                throw APIError.invalid("nonce must be exactly 16 bytes in hexadecimal")
            }
            return nonce
        }
        let publish = try Self.flag(form.publish)
        upload = form.source?.writer
        switch (form.source, form.repositoryURL) {
        case (.some, .some): throw Self.bothSources
        case (nil, nil): throw Self.noSource
        case (let upload?, nil):
            guard form.ref == nil else { throw APIError.invalid("ref goes with repo_url only") }
            guard !publish else { throw APIError.invalid("an upload cannot be published") }
            request = BuildRequest(
                source: .upload(UploadRequest(sha256: upload.contents.sha256, size: upload.contents.size)),
                nonce: nonce
            )
            subject = BuildSubject(isPublic: false)
        case (nil, let url?):
            let repository = try Self.resolve(url, actions)
            let ref = try Self.ref(form.ref)
            guard !publish || repository.repository != nil else {
                throw APIError.invalid("only a repository of a configured forge can be published")
            }
            request = BuildRequest(
                source: .repository(RepositoryRequest(url: repository.url, ref: ref)),
                nonce: nonce,
                publish: publish
            )
            // Whether everybody may read the repository is known only when it was fetched.
            subject = BuildSubject(
                forge: repository.forge,
                repository: repository.repository ?? repository.url,
                ref: ref,
                isPublic: false
            )
        }
    }

    private static func resolve(_ url: String, _ actions: ServerActions) throws -> ResolvedRepository {
        let isPlain = url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard url.utf8.count <= urlLimit, isPlain, !url.hasPrefix("-"), url.contains("://") else {
            throw APIError.invalid("repo_url is not a URL")
        }
        // Credentials would end up in provenance, logs and lists.
        let authority = url.split(separator: "://", maxSplits: 1).last?.prefix { !"/?#".contains($0) } ?? ""
        guard !authority.contains("@") else { throw APIError.invalid("repo_url must not contain credentials") }
        do {
            return try actions.resolveRepository(url)
        } catch let failure as BuildFailure {
            throw APIError(failure)
        }
    }

    private static func ref(_ text: String?) throws -> String? {
        guard let text else { return nil }
        guard text.utf8.count <= RefName.maximumLength, RefName.isWellFormed(text) else {
            throw APIError.invalid("ref is not the name of a branch, a tag or a commit")
        }
        return text
    }

    private static func flag(_ text: String?) throws -> Bool {
        switch text?.lowercased() {
        case nil, "false", "0": false
        case "true", "1": true
        default: throw APIError.invalid("publish must be true or false")
        }
    }
}
