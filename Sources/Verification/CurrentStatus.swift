import Evidence
package import StrictJSON

package import struct FoundationEssentials.Date

/// What is known of a machine today, beside what was true when its evidence was made: vendors publish newer collateral,
/// and chips fall out of date.
package struct CurrentStatus: Sendable, Equatable {
    /// Collateral that whoever verifies has fetched, of the platform of the evidence; `nil` where there is none.
    package var collateral: JSONValue?
    /// When that is: now, unless whoever verifies names another time.
    package var time: Date
    /// Whether it decides.
    package var isRequired: Bool

    package init(collateral: JSONValue?, time: Date, isRequired: Bool) {
        self.collateral = collateral
        self.time = time
        self.isRequired = isRequired
    }
}

extension JSONValue {
    /// Whether collateral is as good as none: `null`, or an object without members.
    var saysNothing: Bool { self == .null || object?.members.isEmpty == true }
}

extension Judgement {
    /// Judges the same evidence again under the newer collateral and as of today.
    mutating func judge(
        _ current: CurrentStatus,
        of evidence: HardwareEvidence,
        expecting expectation: CommitmentExpectation,
        by verifier: EvidenceVerifier,
        _ expectations: MachineExpectations
    ) {
        guard let collateral = current.collateral, !collateral.saysNothing else {
            let message = "the status under newer collateral is not known"
            if current.isRequired {
                skip(.currentStatusUnknown, message, aspect: .tcb)
            } else {
                notice(.currentStatusUnknown, message)
            }
            return
        }
        let renewed = HardwareEvidence(platform: evidence.platform, evidence: evidence.evidence, collateral: collateral)
        let time = JudgementTime(current.time, .clock)
        let verdict = verifier.verify(renewed, expecting: expectation, at: time)
        var results = verdict.results
        if case .verified(let machine) = verdict {
            results += machine.appraise(
                expectations.policy ?? AppraisalPolicy(),
                options: expectations.options(machine.time)
            )
        }
        let failures = results.filter { $0.outcome == .fail }
        if failures.isEmpty {
            let message = "under the newer collateral too it is what it should be"
            if current.isRequired { pass(.currentStatusUnknown, message, aspect: .tcb) }
            notice(.currentStatusUnknown, message)
        }
        for failure in failures {
            let result = RuleResult(
                failure.code,
                current.isRequired ? .fail : .notEvaluated,
                expected: failure.expected,
                found: failure.found,
                "today, under the newer collateral: \(failure.message)",
                aspect: .tcb
            )
            if current.isRequired { append(result) } else { notice(result) }
        }
    }
}
