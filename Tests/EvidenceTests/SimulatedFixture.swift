import Builds
import Enclave
import Evidence
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

/// Stand-ins whose keys are made once for all tests.
enum Fixture {
    static let now = Date(timeIntervalSince1970: 1_795_420_800)
    static let chipID = [UInt8](1...64)
    static let reportData = ReportData(provenance: Array("provenance".utf8), binding: Array("binding".utf8))

    static let platform = Result { try SimulatedPlatform(identity) }
    static let otherPlatform = Result {
        var other = identity
        other.chipID = [UInt8](2...65)
        return try SimulatedPlatform(other)
    }

    static var identity: SimulatedPlatform.Identity { SimulatedPlatform.Identity(chipID: chipID, now: now) }

    /// Evidence of the stand-in, its report altered before it is signed.
    static func evidence(
        from platform: SimulatedPlatform? = nil,
        _ alter: (inout SimulatedReport) -> Void = { _ in }
    ) throws -> HardwareEvidence {
        let platform = try platform ?? Self.platform.get()
        var report = platform.report(reportData)
        alter(&report)
        return hardware(platform.evidence(try report.encoded(signedWith: platform.signingKey)))
    }

    /// The report of untouched evidence, as bytes.
    static func report() throws -> [UInt8] {
        let platform = try platform.get()
        return try platform.report(reportData).encoded(signedWith: platform.signingKey)
    }

    static func hardware(_ evidence: SNPEvidence, as platform: Platform = .simulated) -> HardwareEvidence {
        HardwareEvidence(platform: platform, evidence: evidence.json, collateral: nil)
    }

    static var judging: Judging {
        Judging(reportData: .exactly(reportData.bytes), at: now, allowSimulated: true)
    }

    static func verdict(_ evidence: HardwareEvidence, _ judging: Judging = judging) -> EvidenceVerdict {
        EvidenceVerifier([SimulatedVerifier()]).verify(evidence, judging)
    }
}

/// How a test judges: authentic evidence, and then a policy, are one verdict here.
struct Judging {
    var reportData: CommitmentExpectation
    var time: JudgementTime
    var allowDebug = false
    var allowSimulated = false
    var isRelease = false
    var policy = AppraisalPolicy()

    init(reportData: CommitmentExpectation, at time: Date, allowSimulated: Bool = false) {
        self.reportData = reportData
        self.time = JudgementTime(time, .given)
        self.allowSimulated = allowSimulated
    }
}

extension EvidenceVerifier {
    func verify(_ evidence: HardwareEvidence, _ judging: Judging) -> EvidenceVerdict {
        let verdict = verify(evidence, expecting: judging.reportData, at: judging.time)
        guard case .verified(let verified) = verdict else { return verdict }
        let options = AppraisalOptions(
            allowDebug: judging.allowDebug,
            allowSimulated: judging.allowSimulated,
            isRelease: judging.isRelease,
            isAnyBuilder: true,
            timeSource: verified.time.source
        )
        let results = verified.appraise(judging.policy, options: options)
        return results.contains { $0.outcome == .fail } ? .rejected(verified.results + results) : verdict
    }
}

extension EvidenceVerdict {
    /// What was verified, or `nil`.
    var verified: VerifiedEvidence? {
        if case .verified(let evidence) = self { evidence } else { nil }
    }

    /// The codes of the rules that failed; empty for verified evidence.
    var failures: Set<ReasonCode> {
        Set(results.filter { $0.outcome == .fail }.map(\.code))
    }
}
