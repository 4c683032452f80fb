import Builds
import Evidence
import Provenance

extension ReleaseExamination {
    /// From what it was built: the caller's expectation and the policy, each judged by itself.
    mutating func judgeSource(of build: AttestedBuild) {
        let source = build.statement.source
        let fetched = source.repository?.url.flatMap { RepositoryURL($0) }
        switch expectations.source {
        case .repository(let url):
            judgement.compare(.sourceMismatch, expected: url.spelling, found: fetched?.spelling, "the repository")
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
                found: fetched?.spelling,
                "the repository that the policy names"
            )
        }
        judgeRevision(of: source.repository)
        judgeTag(source.repository)
        if case .nonce(let nonce) = expectations.challenge {
            judgement.compare(.nonceMismatch, expected: nonce, found: build.binding.nonce, "the nonce")
        }
    }

    private mutating func judgeRevision(of repository: SourceIdentity.Repository?) {
        let refs = [expectations.revision.ref, policy?.ref].compactMap { $0 }
        let commits = [expectations.revision.commit, policy?.commit].compactMap { $0 }
        for ref in refs {
            judgement.compare(.refMismatch, expected: ref, found: repository?.ref, "the ref")
        }
        for commit in commits {
            judgement.compare(.commitMismatch, expected: commit, found: repository?.commit, "the commit")
        }
        guard refs.isEmpty, commits.isEmpty else { return }
        if expectations.source == .any {
            judgement.pass(.refNotAppraised, "any ref and commit are accepted")
        } else {
            judgement.skip(.refNotAppraised, "nobody said which ref or commit the build must come from")
        }
    }

    private mutating func judgeTag(_ repository: SourceIdentity.Repository?) {
        guard case .peels(let commit) = expectations.tag else { return }
        judgement.judge(
            .tagMoved,
            commit != nil && commit == repository?.commit,
            expected: repository?.commit.description ?? "none",
            found: commit?.description ?? "no such tag",
            "the tag peels to the commit that was built"
        )
    }
}
