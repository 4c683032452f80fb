package import Builds

/// Evidence whose structure, cryptography and binding were verified. Only ``EvidenceVerifier`` makes one.
///
/// It is genuine and commits to what was expected; whether it comes from a machine that anyone should trust is what
/// ``appraise(_:options:)`` judges.
package struct VerifiedEvidence: Hashable, Sendable {
    package let platform: Platform
    package let claims: EvidenceClaims
    /// The time at which it was judged.
    package let time: JudgementTime
    /// Every rule that was judged; none failed.
    package let results: [RuleResult]

    fileprivate init(platform: Platform, claims: EvidenceClaims, time: JudgementTime, results: [RuleResult]) {
        self.platform = platform
        self.claims = claims
        self.time = time
        self.results = results
    }
}

/// What came of judging evidence.
package enum EvidenceVerdict: Hashable, Sendable {
    case verified(VerifiedEvidence)
    /// At least one of the rules failed.
    case rejected([RuleResult])

    /// Every rule that was judged.
    package var results: [RuleResult] {
        switch self {
        case .verified(let evidence): evidence.results
        case .rejected(let results): results
        }
    }
}

/// Turns evidence into verified evidence, or says which rules it broke. Pure: it reads no clock, file or network.
package struct EvidenceVerifier: Sendable {
    /// Whether it trusts other certificates than the vendors', so that what it verifies need not be their hardware.
    package let trustsPrivateRoots: Bool

    private let verifiers: [Platform: any PlatformVerifier]

    /// Knows the platforms of these verifiers and no other.
    package init(_ verifiers: [any PlatformVerifier], trustsPrivateRoots: Bool = false) {
        self.trustsPrivateRoots = trustsPrivateRoots
        self.verifiers = Dictionary(verifiers.map { ($0.platform, $0) }) { first, _ in first }
    }

    /// Judges `evidence` at a time; what it is expected to commit to is compared once it is known to be authentic.
    package func verify(
        _ evidence: HardwareEvidence,
        expecting expectation: CommitmentExpectation,
        at time: JudgementTime
    ) -> EvidenceVerdict {
        guard let verifier = verifiers[evidence.platform] else {
            let error = EvidenceError(
                .platformNotSupported,
                expected: verifiers.keys.map(\.rawValue).sorted().joined(separator: ", "),
                found: evidence.platform.rawValue,
                "evidence of this platform cannot be verified by this version"
            )
            return .rejected([error.result])
        }
        let authentication = verifier.authenticate(evidence, at: time)
        var rules = RuleLog(.binding)
        authentication.results.forEach { rules.append($0) }
        guard let claims = authentication.claims, !rules.hasFailure else {
            // Whoever counts failures must find one.
            if !rules.hasFailure { rules.fail(.evidenceMalformed, "the evidence was not authenticated") }
            return .rejected(rules.results)
        }
        rules.judge(claims.commitment, of: evidence.platform, against: expectation)
        guard !rules.hasFailure else { return .rejected(rules.results) }
        return .verified(
            VerifiedEvidence(
                platform: evidence.platform,
                claims: claims,
                time: authentication.time,
                results: rules.results
            )
        )
    }
}
