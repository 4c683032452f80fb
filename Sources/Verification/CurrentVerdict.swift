package import Evidence

package import struct FoundationEssentials.Date

/// What came of judging evidence again under newer collateral.
package struct CurrentVerdict: Sendable, Equatable {
    /// When it was judged: as of now, or as of when the collateral was issued, where that is later or where the collateral
    /// is no longer valid now.
    package let time: Date
    /// When the newest part of the collateral was issued; `nil` where its platform has no such dates.
    package let collateralDate: Date?
    /// What the evidence says under it; `nil` where it is not authentic under it.
    package let machine: VerifiedEvidence?
    /// The rules that failed, among them those about the collateral's own age.
    package let failures: [RuleResult]

    /// Judges `evidence` with its collateral, by `judge`, as of `now`.
    init(
        of evidence: HardwareEvidence,
        at now: Date,
        _ judge: (HardwareEvidence, JudgementTime) -> (machine: VerifiedEvidence?, results: [RuleResult])
    ) {
        let issued = evidence.collateralDate
        let latest = max(now, issued ?? now)
        var outcome = judge(evidence, JudgementTime(latest, .clock))
        var failures = Self.failures(outcome.results)
        var time = latest
        if outcome.machine == nil, let issued, issued < latest {
            // Collateral that has expired still says what was known when it was issued.
            outcome = judge(evidence, JudgementTime(issued, .clock))
            failures += Self.failures(outcome.results).filter { new in !failures.contains { $0.code == new.code } }
            if outcome.machine != nil { time = issued }
        }
        self.time = time
        collateralDate = issued
        machine = outcome.machine
        self.failures = failures
    }

    /// Whether the collateral was issued before that of the evidence, or is of an earlier evaluation of Intel's than what
    /// the machine was judged by: then it says nothing newer.
    func isOlder(than evidence: HardwareEvidence, _ machine: VerifiedEvidence) -> Bool {
        if let collateralDate, let other = evidence.collateralDate, collateralDate < other { return true }
        guard let own = self.machine?.claims.tcb, let other = machine.claims.tcb else { return false }
        return own.evaluationNumber < other.evaluationNumber
    }

    private static func failures(_ results: [RuleResult]) -> [RuleResult] {
        results.filter { $0.outcome == .fail }.map { failure in
            RuleResult(
                failure.code,
                .fail,
                expected: failure.expected,
                found: failure.found,
                "under the newer collateral: \(failure.message)",
                aspect: .tcb
            )
        }
    }
}
