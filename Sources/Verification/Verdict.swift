package import Evidence

/// What came of verifying a release, or evidence by itself.
package struct Verdict: Sendable, Equatable {
    /// The answer.
    package enum Outcome: String, Sendable {
        case verified
        case rejected
    }

    /// What was proved to be authentic.
    package enum Subject: Sendable, Equatable {
        /// A release's provenance, and the machine that vouches for it.
        case build(AttestedBuild)
        /// The same of a build of Kettle's.
        case kettle(KettleBuild)
        /// A machine's evidence with no release around it.
        case evidence(VerifiedEvidence)
    }

    /// Verified only if every rule that decides passed.
    package let outcome: Outcome
    /// The rules that decide, in a stable order. One that was not evaluated rejects as one that failed does.
    package let results: [RuleResult]
    /// What is shown beside the verdict and does not decide it.
    package let notices: [RuleResult]
    /// The names of the artifacts that were judged and are what the provenance states.
    package let artifacts: [String]
    /// What is known of the machine under newer collateral; `nil` where there is none.
    package let current: CurrentVerdict?
    /// What is authentic; `nil` where nothing is. In a rejected verdict it may still be of no use.
    package let subject: Subject?

    /// The build, where a release was judged and is authentic.
    package var build: AttestedBuild? { if case .build(let build) = subject { build } else { nil } }
    /// The build of Kettle's, where one was judged and is authentic.
    package var kettleBuild: KettleBuild? { if case .kettle(let build) = subject { build } else { nil } }
    /// The machine, where its evidence is authentic.
    package var machine: VerifiedEvidence? {
        switch subject {
        case .build(let build): build.evidence
        case .kettle(let build): build.evidence
        case .evidence(let evidence): evidence
        case nil: nil
        }
    }

    /// The rules that failed or were not evaluated.
    package var objections: [RuleResult] { results.filter { $0.outcome != .pass } }
    /// The codes of the rules that failed, each once.
    package var failures: Set<ReasonCode> { Set(results.filter { $0.outcome == .fail }.map(\.code)) }
    /// The codes of the rules that were not evaluated, each once.
    package var unanswered: Set<ReasonCode> { Set(results.filter { $0.outcome == .notEvaluated }.map(\.code)) }

    init(_ judgement: Judgement, _ subject: Subject?) {
        results = judgement.results
        notices = judgement.notices
        current = judgement.current
        artifacts = judgement.artifacts
        self.subject = subject
        // An empty list would mean that nobody looked.
        outcome = judgement.isClean && !judgement.results.isEmpty && subject != nil ? .verified : .rejected
    }
}
