package import Builds

/// Verifies evidence of one platform. Hardware plugs in as one more conforming type.
package protocol PlatformVerifier: Sendable {
    /// The platform whose roots this verifier knows.
    var platform: Platform { get }

    /// Judges structure, cryptography and the vendor's signed collateral; never throws or traps for hostile bytes, and
    /// knows of no policy.
    func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication
}

/// What a platform's verifier found.
package struct Authentication: Sendable {
    /// Every rule that was judged.
    package let results: [RuleResult]
    /// What genuine evidence says; `nil` unless structure and cryptography held.
    package let claims: EvidenceClaims?
    /// The time at which it was judged.
    package let time: JudgementTime

    /// The first rule that failed, in one line; `nil` for genuine evidence.
    package var failure: String? {
        guard claims == nil else { return nil }
        let rule = results.first { $0.outcome == .fail }
        return rule.map { "\($0.code): \($0.message)" } ?? "it could not be judged"
    }

    package init(results: [RuleResult], claims: EvidenceClaims?, time: JudgementTime) {
        self.results = results
        self.claims = claims
        self.time = time
    }

    /// Runs a verifier's steps: the first rule that throws is the last that was judged.
    package init(
        at time: JudgementTime,
        _ steps: (inout RuleLog) throws(EvidenceError) -> (claims: EvidenceClaims, time: JudgementTime)
    ) {
        var rules = RuleLog()
        do throws(EvidenceError) {
            let (claims, time) = try steps(&rules)
            self.init(results: rules.results, claims: rules.hasFailure ? nil : claims, time: time)
        } catch {
            rules.append(error.result)
            self.init(results: rules.results, claims: nil, time: time)
        }
    }
}
