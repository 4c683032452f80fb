import Builds
import Bytes
import Evidence

/// What whoever verifies says of the machine, alike for a release and for evidence by itself.
struct MachineExpectations {
    /// Which builder is trusted, besides what the policy says.
    let builder: Expectations.Builder
    let policy: AppraisalPolicy?
    let allowsDebug: Bool
    let allowsSimulated: Bool
    /// Whether a release depends on it.
    let isRelease: Bool
    /// Whether collateral that is judged by the clock comes from whoever verifies.
    var choosesCollateral: Bool

    func options(_ time: JudgementTime) -> AppraisalOptions {
        AppraisalOptions(
            allowDebug: allowsDebug,
            allowSimulated: allowsSimulated,
            isRelease: isRelease,
            isAnyBuilder: builder == .any,
            timeSource: time.source,
            choosesCollateral: choosesCollateral
        )
    }
}

extension Judgement {
    /// Takes over what was judged of a machine: what passed or failed decides, what nobody decided is a remark.
    mutating func append(contentsOf results: [RuleResult]) {
        for result in results {
            if result.outcome == .notEvaluated { notice(result) } else { append(result) }
        }
    }

    /// Judges which machine it is: the policy, the rules that hold without one, and whether anybody said which builder
    /// to trust.
    mutating func appraise(_ machine: VerifiedEvidence, _ expectations: MachineExpectations) {
        let policy = expectations.policy ?? AppraisalPolicy()
        append(contentsOf: machine.appraise(policy, options: expectations.options(machine.time)))
        switch expectations.builder {
        case .any:
            pass(.builderNotAppraised, "any builder is accepted", aspect: .policy)
            notice(.builderNotAppraised, "authentic, builder unknown")
        case .measurements(let measurements):
            judgeMeasurement(of: machine, Set(measurements))
        case .unspecified:
            judgeIdentity(of: machine, by: expectations.policy)
        }
        if machine.platform == .simulated {
            notice(.simulatedNotAllowed, "simulated: the files agree with each other, no machine vouches for them")
        }
    }

    /// Whether the policy says enough to tell one builder from another; what it says has been judged by itself.
    private mutating func judgeIdentity(of machine: VerifiedEvidence, by policy: AppraisalPolicy?) {
        guard let policy else {
            skip(.builderNotAppraised, "nobody said which builder to trust", aspect: .policy)
            return
        }
        if let gap = policy.identityGap(on: machine.platform) {
            skip(.builderNotAppraised, gap, aspect: .policy)
        } else {
            pass(.builderNotAppraised, "the policy says which builders it trusts", aspect: .policy)
        }
    }

    private mutating func judgeMeasurement(of machine: VerifiedEvidence, _ measurements: Set<[UInt8]>) {
        guard machine.platform == .snp || machine.platform == .nitro, let found = machine.claims.measurement else {
            skip(
                .builderNotAppraised,
                "a measurement alone identifies no builder on \(machine.platform.rawValue)",
                aspect: .policy
            )
            return
        }
        guard measurements.contains(found) else {
            append(
                RuleResult(
                    .measurementMismatch,
                    .fail,
                    expected: measurements.map(\.hexadecimal).sorted().joined(separator: " or "),
                    found: found.hexadecimal,
                    "the machine is not one that --measurement names",
                    aspect: .policy
                )
            )
            return
        }
        // Zeros are what a machine reports that anyone can look into, so they name none.
        guard found.contains(where: { $0 != 0 }) else {
            skip(.builderNotAppraised, "a measurement of zeros identifies no builder", aspect: .policy)
            return
        }
        pass(.builderNotAppraised, "the machine is one that --measurement names", aspect: .policy)
        pass(.measurementMismatch, "the measurement is \(found.hexadecimal)", aspect: .policy)
    }
}
