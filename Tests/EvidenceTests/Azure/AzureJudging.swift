import Builds
import Evidence
import StrictJSON
import Testing

import struct FoundationEssentials.Date

/// How tests judge Azure's evidence: whether it is genuine, and then by the section `azure` of a policy.
struct AzureJudging {
    var platform = Platform.azureSNP
    var roots = SNPTrustRoots.pinned
    var time = Fixture.now
    var collateral: JSONValue?
    var policy = AzurePolicy()
    var snp = SNPPolicy()
    var tdx = TDXPolicy()

    /// As the vector is to be judged, under the roots that are built in.
    static func vector(_ vector: AzureVectors.Genuine) throws -> AzureJudging {
        AzureJudging(
            platform: vector.platform,
            time: try #require(Date(rfc3339: vector.time)),
            collateral: try AzureVectors.collateral(vector)
        )
    }

    private var verifier: any PlatformVerifier {
        platform == .azureTDX ? AzureTDXVerifier(root: IntelRoots.sgxRootCA) : AzureSNPVerifier(roots: roots)
    }

    func authentication(_ evidence: JSONValue) -> Authentication {
        let hardware = HardwareEvidence(platform: platform, evidence: evidence, collateral: collateral)
        return verifier.authenticate(hardware, at: JudgementTime(time, .given))
    }

    func claims(_ evidence: AzureEvidence) -> AzureClaims? {
        if case .azure(let claims) = authentication(evidence.json).claims { claims } else { nil }
    }

    func results(_ evidence: AzureEvidence) -> [RuleResult] {
        let authentication = authentication(evidence.json)
        guard case .azure(let claims) = authentication.claims else { return authentication.results }
        let options = AppraisalOptions(isRelease: false, isAnyBuilder: false, timeSource: .given)
        var rules = RuleLog()
        policy.appraise(claims, snp: snp, tdx: tdx, options: options, rules: &rules)
        return authentication.results + rules.results
    }

    /// The codes of the rules that failed.
    func failures(_ evidence: AzureEvidence) -> Set<ReasonCode> {
        Set(results(evidence).filter { $0.outcome == .fail }.map(\.code))
    }
}

extension AzureEvidence {
    /// The same evidence with other parts.
    func with(
        message: [UInt8]? = nil,
        signature: [UInt8]? = nil,
        registers: [[UInt8]]? = nil,
        report: [UInt8]? = nil,
        hardware: Hardware? = nil
    ) -> AzureEvidence {
        AzureEvidence(
            version: version,
            quote: TPMQuoteEvidence(
                message: message ?? quote.message,
                signature: signature ?? quote.signature,
                registers: registers ?? quote.registers
            ),
            report: report ?? self.report,
            hardware: hardware ?? self.hardware
        )
    }

    /// Everything of one machine but its quote, and the quote of another.
    func with(quoteOf other: AzureEvidence) -> AzureEvidence {
        with(message: other.quote.message, signature: other.quote.signature, registers: other.quote.registers)
    }
}
