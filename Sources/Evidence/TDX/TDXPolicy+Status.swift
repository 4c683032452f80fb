extension TDXPolicy {
    /// Judges how Intel judges the platform's firmware.
    func appraiseStatus(_ tcb: TDXTCBStatus, rules: inout RuleLog) {
        switch tcbStatus ?? .only([.upToDate]) {
        case .any:
            rules.notEvaluated(
                .tcbOutOfDate,
                found: tcb.status.rawValue,
                "the policy accepts every status of the platform's firmware"
            )
        case .only(let accepted):
            rules.judge(
                .tcbOutOfDate,
                accepted.contains(tcb.status),
                expected: accepted.map(\.rawValue).sorted().joined(separator: ", "),
                found: tcb.status.rawValue,
                pass: "Intel judges the platform's firmware as the policy accepts",
                fail: "Intel judges the platform's firmware in a way that the policy does not accept"
            )
        }
        if tcb.status == .relaunchAdvised || tcb.status == .relaunchAdvisedConfigurationNeeded {
            rules.notEvaluated(
                .tdRelaunchAdvised,
                found: tcb.status.rawValue,
                "the TDX module was updated after the guest's start; a guest started now would be better off"
            )
        }
        appraiseAdvisories(tcb, rules: &rules)
    }

    private func appraiseAdvisories(_ tcb: TDXTCBStatus, rules: inout RuleLog) {
        let found = tcb.advisories.isEmpty ? "none" : tcb.advisories.joined(separator: ", ")
        if let advisories {
            rules.judge(
                .tcbAdvisoryNotAllowed,
                tcb.advisories.allSatisfy(advisories.contains),
                expected: advisories.isEmpty ? "none" : "none but \(advisories.sorted().joined(separator: ", "))",
                found: found,
                pass: "the policy names every open advisory",
                fail: "advisories are open that the policy does not name"
            )
        } else if !tcb.advisories.isEmpty {
            rules.notEvaluated(.tcbAdvisoryNotAllowed, found: found, "advisories are open, and no policy names them")
        }
    }

    /// Judges how old the collateral may be.
    ///
    /// Whoever makes evidence chooses the collateral, and where the time of judgement is only claimed, the time too. Intel
    /// signs several evaluations with dates of today, so the clock bounds nothing either: nothing but this number keeps an
    /// old evaluation from hiding newer advisories.
    func appraiseEvaluation(_ tcb: TDXTCBStatus, options: AppraisalOptions, rules: inout RuleLog) {
        let found = String(tcb.evaluationNumber)
        if let minTCBEvaluationDataNumber {
            rules.judge(
                .tcbEvaluationOutOfDate,
                tcb.evaluationNumber >= minTCBEvaluationDataNumber,
                expected: "at least \(minTCBEvaluationDataNumber)",
                found: found,
                pass: "the collateral is of an evaluation that is recent enough",
                fail: "the collateral is of an older evaluation than the policy accepts"
            )
        } else if options.timeSource == .claimed || options.timeSource == .clock && !options.choosesCollateral {
            rules.fail(
                .tcbEvaluationNotAppraised,
                expected: "tdx.min_tcb_evaluation_data_number, or a time of judgement that is given",
                found: found,
                "the evidence chose its collateral, and the policy does not say how old an evaluation may be"
            )
        }
    }
}
