import Builds
import Evidence

extension Examination {
    /// From what it was built: the caller's expectation and the policy, each judged by itself.
    mutating func judgeSource(_ source: StatedSource) {
        switch expectations.source {
        case .repository(let url):
            judgement.compare(.sourceMismatch, expected: url.spelling, found: source.url?.spelling, "the repository")
        case .any:
            judgement.pass(.sourceNotAppraised, "any source is accepted")
        case .unspecified:
            if policy?.source == nil {
                judgement.skip(.sourceNotAppraised, "nobody said which repository the build must come from")
            }
        }
        if let url = policy?.source {
            judgement.compare(
                .sourceMismatch,
                expected: url.spelling,
                found: source.url?.spelling,
                "the repository that the policy names"
            )
        }
        judgeRevision(of: source)
        judgeTag(source.commit)
        if case .nonce(let nonce) = expectations.challenge {
            judgement.compare(.nonceMismatch, expected: nonce, found: source.nonce, "the nonce")
        }
    }

    private mutating func judgeRevision(of source: StatedSource) {
        let refs = [expectations.revision.ref, policy?.ref].compactMap { $0 }
        let commits = [expectations.revision.commit, policy?.commit].compactMap { $0 }
        for ref in refs {
            judgement.compare(.refMismatch, expected: ref, found: source.ref, "the ref")
        }
        for commit in commits {
            judgement.compare(.commitMismatch, expected: commit, found: source.commit, "the commit")
        }
        guard refs.isEmpty, commits.isEmpty else { return }
        if expectations.source == .any {
            judgement.pass(.refNotAppraised, "any ref and commit are accepted")
        } else {
            judgement.skip(.refNotAppraised, "nobody said which ref or commit the build must come from")
        }
    }

    private mutating func judgeTag(_ built: ObjectID?) {
        guard case .peels(let commit) = expectations.tag else { return }
        judgement.judge(
            .tagMoved,
            commit != nil && commit == built,
            expected: built?.description ?? "none",
            found: commit?.description ?? "no such tag",
            "the tag peels to the commit that was built"
        )
    }
}
