package import Builds

/// Evidence whose structure, cryptography and binding were verified. Only ``EvidenceVerifier`` makes one.
package struct VerifiedEvidence: Hashable, Sendable {
    package let platform: Platform
    /// What the machine committed to.
    package let reportData: ReportData
    package let claims: EvidenceClaims
    /// Every rule that was judged; none failed.
    package let results: [RuleResult]

    fileprivate init(platform: Platform, reportData: ReportData, claims: EvidenceClaims, results: [RuleResult]) {
        self.platform = platform
        self.reportData = reportData
        self.claims = claims
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
    /// The verifier for every platform that is supported.
    package static let standard = EvidenceVerifier([SimulatedVerifier()])

    private let verifiers: [Platform: any PlatformVerifier]

    /// Knows the platforms of these verifiers and no other.
    package init(_ verifiers: [any PlatformVerifier]) {
        self.verifiers = Dictionary(verifiers.map { ($0.platform, $0) }) { first, _ in first }
    }

    /// Judges `evidence`.
    package func verify(_ evidence: HardwareEvidence, options: AppraisalOptions) -> EvidenceVerdict {
        guard let verifier = verifiers[evidence.platform] else {
            let error = EvidenceError(
                .platformNotSupported,
                expected: verifiers.keys.map(\.rawValue).sorted().joined(separator: ", "),
                found: evidence.platform.rawValue,
                "evidence of this platform cannot be verified by this version"
            )
            return .rejected([error.result])
        }
        let examination = verifier.examine(evidence, options: options)
        var rules = RuleLog()
        examination.results.forEach { rules.append($0) }
        guard let (reportData, claims) = examination.authenticated else { return .rejected(rules.results) }
        rules.judge(reportData, against: options.reportData)
        guard !rules.hasFailure else { return .rejected(rules.results) }
        return .verified(
            VerifiedEvidence(
                platform: evidence.platform,
                reportData: reportData,
                claims: claims,
                results: rules.results
            )
        )
    }
}

extension RuleLog {
    fileprivate mutating func judge(_ found: ReportData, against expectation: AppraisalOptions.ReportDataExpectation) {
        switch expectation {
        case .exactly(let expected):
            judge(
                .reportDataMismatch,
                found == expected,
                expected: expected.description,
                found: found.description,
                pass: "the evidence commits to this data",
                fail: "the evidence commits to other data"
            )
        case .unchecked(let reason):
            append(
                RuleResult(.reportDataMismatch, .notEvaluated, found: found.description, "not compared: \(reason)")
            )
        }
    }
}
