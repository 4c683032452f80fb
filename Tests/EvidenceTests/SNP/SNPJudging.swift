import Builds
import Evidence
import StrictJSON
import Testing

import struct FoundationEssentials.Date

/// How tests judge SNP evidence: by what vouches for it, and then by the section `snp` of a policy.
struct SNPJudging {
    var roots = SNPTrustRoots.pinned
    var time = Fixture.now
    var collateral = SNPCollateral(revocationList: nil)
    var policy = SNPPolicy()
    var isRelease = false
    var allowDebug = false

    /// Whether the evidence is genuine, and what it says.
    func authentication(_ evidence: SNPEvidence) -> Authentication { authentication(evidence.json) }

    /// The same for evidence as it stands in a file.
    func authentication(_ evidence: JSONValue) -> Authentication {
        let hardware = HardwareEvidence(platform: .snp, evidence: evidence, collateral: collateral.json)
        return SNPVerifier(roots: roots).authenticate(hardware, at: JudgementTime(time, .given))
    }

    /// Whether the machine is acceptable; what is not genuine is not judged by a policy.
    func results(_ evidence: SNPEvidence) -> [RuleResult] {
        let authentication = authentication(evidence)
        guard let claims = authentication.claims?.snp else { return authentication.results }
        return authentication.results + appraisal(claims)
    }

    func appraisal(_ claims: SNPClaims) -> [RuleResult] {
        let options = AppraisalOptions(
            allowDebug: allowDebug,
            isRelease: isRelease,
            isAnyBuilder: true,
            timeSource: .given
        )
        var rules = RuleLog()
        policy.appraise(claims, options: options, rules: &rules)
        return rules.results
    }

    /// The codes of the rules that failed.
    func failures(_ evidence: SNPEvidence) -> Set<ReasonCode> { results(evidence).codes(.fail) }

    /// Trusts what the tests minted.
    static func minted(_ machine: SNPMinted) throws -> SNPJudging {
        SNPJudging(roots: [machine.line: try machine.roots()])
    }

    /// Trusts what is built in, at a time of a captured vector.
    static func vector(at time: String) throws -> SNPJudging {
        SNPJudging(time: try #require(Date(rfc3339: time)))
    }
}

extension [RuleResult] {
    /// The codes of the rules with this outcome.
    func codes(_ outcome: RuleResult.Outcome) -> Set<ReasonCode> {
        Set(filter { $0.outcome == outcome }.map(\.code))
    }
}
