package import Evidence

/// What came of verifying a release.
package struct Verdict: Sendable, Equatable {
    /// The answer.
    package enum Outcome: String, Sendable {
        case verified
        case rejected
    }

    /// Verified only if every rule that decides passed.
    package let outcome: Outcome
    /// The rules that decide, in a stable order. One that was not evaluated rejects as one that failed does.
    package let results: [RuleResult]
    /// What is shown beside the verdict and does not decide it.
    package let notices: [RuleResult]
    /// What the evidence commits to; `nil` unless it is authentic. In a rejected verdict it may still be of no use.
    package let build: AttestedBuild?

    /// The rules that failed or were not evaluated.
    package var objections: [RuleResult] { results.filter { $0.outcome != .pass } }
    /// The codes of the rules that failed, each once.
    package var failures: Set<ReasonCode> { Set(results.filter { $0.outcome == .fail }.map(\.code)) }
    /// The codes of the rules that were not evaluated, each once.
    package var unanswered: Set<ReasonCode> { Set(results.filter { $0.outcome == .notEvaluated }.map(\.code)) }

    init(_ judgement: Judgement, build: AttestedBuild?) {
        results = judgement.results
        notices = judgement.notices
        self.build = build
        // An empty list would mean that nobody looked.
        outcome = judgement.isClean && !judgement.results.isEmpty && build != nil ? .verified : .rejected
    }
}
