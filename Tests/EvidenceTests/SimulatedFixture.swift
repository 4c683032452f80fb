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

    static var options: AppraisalOptions {
        AppraisalOptions(reportData: .exactly(reportData), at: now, allowSimulated: true)
    }

    static func verdict(_ evidence: HardwareEvidence, _ options: AppraisalOptions = options) -> EvidenceVerdict {
        EvidenceVerifier.standard.verify(evidence, options: options)
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
