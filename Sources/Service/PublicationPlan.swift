import Builds
import Store

/// Decides whether a build that ended well is to be published.
enum PublicationPlan {
    /// The outcome to record for `build` with `output`.
    ///
    /// Only a tag that the enclave itself saw pointing to the commit is published. A build whose release was asked for
    /// and cannot be is a failure: for a tag, success means published.
    static func outcome(of build: BuildRecord, _ output: BuildOutput) -> BuildOutcome {
        guard build.request.publish else { return .success(output, publication: nil) }
        guard let forge = build.subject.forge, let name = build.subject.repository else {
            return .failure(BuildFailure(.publicationFailed, "the source is not a repository of a configured forge"))
        }
        guard let repository = output.source.repository, let ref = repository.ref, ref.kind == .tag else {
            let requested = build.subject.ref ?? "the requested ref"
            return .failure(
                BuildFailure(.tagMoved, "\(requested) is not a tag that points to the commit that was built")
            )
        }
        let publication = PublicationRequest(forge: forge, repository: name, ref: ref, commit: repository.commit)
        return .success(output, publication: publication)
    }
}
