import Builds

extension VerifiedEvidence {
    /// Judges the machine against a policy, and against the rules that hold without one.
    package func appraise(_ policy: AppraisalPolicy, options: AppraisalOptions) -> [RuleResult] {
        var rules = RuleLog(.policy)
        if let platforms = policy.impliedPlatforms {
            rules.judge(
                .platformNotAllowed,
                platforms.contains(platform),
                expected: platforms.map(\.rawValue).sorted().joined(separator: ", "),
                found: platform.rawValue,
                pass: "the policy names the platform",
                fail: "the policy does not name the platform"
            )
        }
        if platform == .simulated {
            rules.judge(
                .simulatedNotAllowed,
                options.allowSimulated,
                pass: "the evidence is simulated, and the caller accepts that: it proves consistency only",
                fail: "the evidence is simulated and proves nothing about a machine"
            )
        }
        switch claims {
        case .snp(let claims):
            // The stand-in shares SNP's format, and satisfies no policy for another platform.
            let section = platform == .snp ? policy.snp : nil
            (section ?? SNPPolicy()).appraise(claims, options: options, rules: &rules)
        case .tdx(let claims): (policy.tdx ?? TDXPolicy()).appraise(claims, options: options, rules: &rules)
        case .azure(let claims):
            (policy.azure ?? AzurePolicy()).appraise(
                claims,
                snp: policy.snp ?? SNPPolicy(),
                tdx: policy.tdx ?? TDXPolicy(),
                options: options,
                rules: &rules
            )
        case .nitro(let claims): (policy.nitro ?? NitroPolicy()).appraise(claims, options: options, rules: &rules)
        case .tpm(let claims): (policy.tpm ?? TPMPolicy()).appraise(claims, options: options, rules: &rules)
        }
        return rules.results
    }
}
