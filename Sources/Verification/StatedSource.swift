import Builds
import Provenance

/// Where an authentic provenance says that the build comes from.
struct StatedSource {
    /// The repository; `nil` for an upload, a local path, or a text that is no such URL.
    let url: RepositoryURL?
    /// The ref that was seen to lead to the commit.
    let ref: RefName?
    let commit: ObjectID?
    let nonce: Nonce?
}

extension StatedSource {
    init(_ build: AttestedBuild) {
        let repository = build.statement.source.repository
        url = repository?.url.flatMap { RepositoryURL($0) }
        ref = repository?.ref
        commit = repository?.commit
        nonce = build.binding.nonce
    }
}
