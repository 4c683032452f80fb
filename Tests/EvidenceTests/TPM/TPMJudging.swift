import Builds
import Evidence
import OpenSSLKit

import struct FoundationEssentials.Date

/// How tests judge a TPM's evidence: whether it is genuine, and then by the section `tpm` of a policy.
struct TPMJudging {
    var roots: [Certificate] = []
    var time = Date(timeIntervalSince1970: 1_780_000_000)
    var collateral = TPMCollateral()
    var policy = TPMPolicy()
    var isAnyBuilder = false

    /// One for all tests without roots, so that what is altered is judged by one that remembers what is genuine.
    private static let verifier = TPMVerifier(roots: [])

    func authentication(_ evidence: TPMEvidence) -> Authentication {
        let hardware = HardwareEvidence(platform: .tpm, evidence: evidence.json, collateral: collateral.json)
        let verifier = roots.isEmpty ? Self.verifier : TPMVerifier(roots: roots)
        return verifier.authenticate(hardware, at: JudgementTime(time, .given))
    }

    func claims(_ evidence: TPMEvidence) -> TPMClaims? {
        if case .tpm(let claims) = authentication(evidence).claims { claims } else { nil }
    }

    func results(_ evidence: TPMEvidence) -> [RuleResult] {
        let authentication = authentication(evidence)
        guard case .tpm(let claims) = authentication.claims else { return authentication.results }
        let options = AppraisalOptions(isRelease: false, isAnyBuilder: isAnyBuilder, timeSource: .given)
        var rules = RuleLog()
        policy.appraise(claims, options: options, rules: &rules)
        return authentication.results + rules.results
    }

    /// The codes of the rules that failed.
    func failures(_ evidence: TPMEvidence) -> Set<ReasonCode> { codes(.fail, evidence) }

    func codes(_ outcome: RuleResult.Outcome, _ evidence: TPMEvidence) -> Set<ReasonCode> {
        Set(results(evidence).filter { $0.outcome == outcome }.map(\.code))
    }

    /// A policy that names a key and these values of registers.
    static func pinning(_ name: TPMName, _ registers: [Int: [UInt8]] = [:]) -> TPMJudging {
        var judging = TPMJudging()
        judging.policy.ak = [name.bytes]
        if !registers.isEmpty { judging.policy.pcrs = registers.mapValues { [$0] } }
        return judging
    }
}
