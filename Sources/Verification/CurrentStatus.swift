import Builds
import Evidence
package import StrictJSON

package import struct FoundationEssentials.Date

/// What is known of a machine today, beside what was true when its evidence was made: vendors publish newer collateral,
/// and chips fall out of date.
package struct CurrentStatus: Sendable, Equatable {
    /// Collateral of whoever verifies, of the platform of the evidence; `nil` where there is none.
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

extension CurrentStatus {
    /// The collateral, unless it says nothing.
    private var statement: JSONValue? { collateral.flatMap { $0.saysNothing ? Optional.none : $0 } }

    /// The evidence with the collateral of whoever verifies where it has none of its own.
    func completing(_ evidence: HardwareEvidence) -> HardwareEvidence {
        // What says nothing must not demote the collateral of whoever verifies to a second opinion.
        guard evidence.collateral?.saysNothing ?? true, evidence.platform != .nitro else { return evidence }
        return evidence.with(statement)
    }

    /// The time to judge evidence at: the one that somebody names, else when it was made. What whoever verifies has fetched
    /// says nothing of that time, so where it is all the collateral there is, the time is now.
    func time(of evidence: HardwareEvidence, at given: Date?, made: Date?) -> JudgementTime {
        if let given { return JudgementTime(given, .given) }
        guard let made, !isOnly(for: evidence) else { return JudgementTime(time, .clock) }
        return JudgementTime(made, .claimed)
    }

    /// Whether the collateral of whoever verifies is all there is.
    func isOnly(for evidence: HardwareEvidence) -> Bool {
        statement != nil && evidence.collateral?.saysNothing ?? true
    }

    /// The same evidence under the newer collateral; `nil` where there is none, and for platforms of whose machines no
    /// vendor states anything newer.
    func renewing(_ evidence: HardwareEvidence) -> HardwareEvidence? {
        evidence.platform.hasNewerStatements ? statement.map { evidence.with($0) } : nil
    }
}

extension Platform {
    /// Whether the vendor goes on stating what is known of machines that have attested before.
    fileprivate var hasNewerStatements: Bool {
        switch self {
        case .snp, .azureSNP, .tdx, .azureTDX: true
        case .nitro, .tpm, .simulated: false
        }
    }
}

extension HardwareEvidence {
    /// The evidence with other collateral.
    fileprivate func with(_ collateral: JSONValue?) -> HardwareEvidence {
        HardwareEvidence(platform: platform, evidence: evidence, collateral: collateral)
    }
}

extension JSONValue {
    /// Whether collateral is as good as none: `null`, or an object without members.
    var saysNothing: Bool { self == .null || object?.members.isEmpty == true }
}

extension Judgement {
    /// Judges the same evidence again under the newer collateral, which decides only where that is demanded. `machine` is
    /// what came of judging it with its own.
    mutating func judge(
        _ current: CurrentStatus,
        of evidence: HardwareEvidence,
        verifiedAs machine: VerifiedEvidence,
        expecting expectation: CommitmentExpectation,
        by verifier: EvidenceVerifier,
        _ expectations: MachineExpectations
    ) {
        guard let renewed = current.renewing(evidence) else {
            let reason =
                evidence.platform.hasNewerStatements
                ? "none was given (--collateral, --fetch-collateral)"
                : "no vendor states anything newer of the platform"
            statusIsUnknown(
                "the status under newer collateral is not known: \(reason)",
                isRequired: current.isRequired
            )
            return
        }
        var expectations = expectations
        expectations.choosesCollateral = true
        let verdict = CurrentVerdict(of: renewed, at: current.time) { evidence, time in
            let verdict = verifier.verify(evidence, expecting: expectation, at: time)
            guard case .verified(let machine) = verdict else { return (nil, verdict.results) }
            let policy = expectations.policy ?? AppraisalPolicy()
            return (machine, machine.appraise(policy, options: expectations.options(machine.time)))
        }
        guard !verdict.isOlder(than: evidence, machine) else {
            statusIsUnknown(
                "the collateral at hand is older than what the evidence carries",
                isRequired: current.isRequired
            )
            return
        }
        self.current = verdict
        if current.isRequired, verdict.failures.isEmpty {
            pass(.currentStatusUnknown, "under the newer collateral it is what it should be", aspect: .tcb)
        }
        for failure in verdict.failures {
            if current.isRequired { append(failure) } else { notice(failure.withOutcome(.notEvaluated)) }
        }
    }

    private mutating func statusIsUnknown(_ message: String, isRequired: Bool) {
        if isRequired {
            skip(.currentStatusUnknown, message, aspect: .tcb)
        } else {
            notice(.currentStatusUnknown, message)
        }
    }

    /// Remarks where the machine is vouched for by somebody else than its vendor.
    mutating func judgeRoots(of verifier: EvidenceVerifier) {
        guard verifier.trustsPrivateRoots else { return }
        notice(.trustRootPrivate, "judged under a private root: what is verified need not be the vendor's hardware")
    }
}
