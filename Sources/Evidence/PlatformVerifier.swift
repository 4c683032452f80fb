package import Builds

/// Verifies evidence of one platform. Hardware plugs in as one more conforming type.
package protocol PlatformVerifier: Sendable {
    /// The platform whose roots this verifier knows.
    var platform: Platform { get }

    /// Judges structure and cryptography first, then the policy of this stage; never throws for hostile bytes.
    func examine(_ evidence: HardwareEvidence, options: AppraisalOptions) -> Examination
}

/// What a platform's verifier found.
package struct Examination: Sendable {
    /// Every rule that was judged.
    package let results: [RuleResult]
    /// What genuine evidence says; `nil` unless structure and cryptography held.
    package let authenticated: (reportData: ReportData, claims: EvidenceClaims)?

    package init(results: [RuleResult], authenticated: (reportData: ReportData, claims: EvidenceClaims)?) {
        self.results = results
        self.authenticated = authenticated
    }
}
