import Builds
import Evidence
import FoundationEssentials
import Provenance
import StrictJSON
import TestSupport
import Testing

@testable import Verification

/// What was true when evidence was made, beside what newer collateral says.
@Suite(.enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"))
struct CurrentStatusTests {
    private static let july = "00806f05-2025-07"
    private static let october = "00806f05-2025-10"

    private func collateral(_ set: String) throws -> JSONValue {
        try JSONParser.parse(SharedFolder.vectors.bytes("tdx/collateral/\(set)/collateral_v3.json"))
    }

    /// Judges a quote of a machine of Google's.
    private func appraise(
        stapled: String?,
        own: String?,
        at: String? = nil,
        now: String = "2026-11-23T00:00:00Z",
        requiresCurrent: Bool = false,
        quote: String = "v4-00806f05-gcp-cos113-ccel",
        policy: Expectations.PolicyExpectation = .none
    ) throws -> Verdict {
        let bytes = try SharedFolder.vectors.bytes("tdx/\(quote)/quote.bin")
        let file: JSONValue = [
            "format": "urn:assay:evidence:v1", "platform": "tdx", "evidence": TDXEvidence(quote: bytes).json,
            "binding": .null, "signing_key": .null, "collateral": try stapled.map(collateral) ?? .null,
            "timestamp": .null,
        ]
        let expectations = EvidenceExpectations(
            builder: .any,
            policy: policy,
            reportData: nil,
            at: at.flatMap { Date(rfc3339: $0) },
            collateral: try own.map(collateral),
            now: try #require(Date(rfc3339: now)),
            allowsSimulated: false,
            allowsDebug: true,
            requiresCurrent: requiresCurrent
        )
        return EvidenceAppraiser(evidence: .standard).appraise(file.serialized(), expecting: expectations)
    }

    @Test func `both statuses are said, each with its time`() throws {
        let verdict = try appraise(stapled: Self.july, own: Self.october, at: "2025-07-20T00:00:00Z")
        #expect(verdict.outcome == .verified)
        let current = try #require(verdict.current)
        // Not before it was issued, whatever the time of judgement is.
        #expect(current.time == current.collateralDate && current.time.rfc3339 == "2025-10-19T17:48:50Z")
        #expect(current.failures.isEmpty && current.machine?.claims.tcb?.status == .upToDate)
        #expect(verdict.lines.contains { $0.hasPrefix("valid at 2025-07-20T00:00:00Z: UpToDate, ") })
        #expect(
            verdict.lines.contains { $0.hasPrefix("under newer collateral, at 2025-10-19T17:48:50Z: UpToDate, ") }
        )
        let json = verdict.json["current"]
        #expect(json?["outcome"]?.string == "pass" && json?["tcb"]?["status"]?.string == "UpToDate")
        let required = try appraise(
            stapled: Self.july,
            own: Self.october,
            at: "2025-07-20T00:00:00Z",
            requiresCurrent: true
        )
        #expect(required.outcome == .verified)
    }

    @Test func `collateral that has expired says what was known when it was issued, and passes for nothing newer`()
        throws
    {
        let bytes = try SharedFolder.vectors.bytes("tdx/v4-00806f05-gcp-cos113-ccel/quote.bin")
        let evidence = HardwareEvidence(
            platform: .tdx,
            evidence: TDXEvidence(quote: bytes).json,
            collateral: try collateral(Self.october)
        )
        let current = CurrentVerdict(of: evidence, at: try #require(Date(rfc3339: "2026-01-01T00:00:00Z"))) {
            let verdict = EvidenceVerifier.standard.verify($0, expecting: .unchecked("asked at two times"), at: $1)
            guard case .verified(let machine) = verdict else { return (nil, verdict.results) }
            return (machine, [])
        }
        #expect(current.machine?.claims.tcb?.status == .upToDate && current.time == current.collateralDate)
        #expect(current.failures.contains { $0.code == .tcbInfoExpired && $0.outcome == .fail })
    }

    @Test func `collateral that is older than what the evidence carries says nothing newer`() throws {
        for isRequired in [false, true] {
            let verdict = try appraise(
                stapled: Self.october,
                own: Self.july,
                at: "2025-10-25T00:00:00Z",
                requiresCurrent: isRequired
            )
            #expect(verdict.current == nil && (verdict.outcome == .rejected) == isRequired)
            #expect(
                (isRequired ? verdict.unanswered : Set(verdict.notices.map(\.code))).contains(.currentStatusUnknown)
            )
        }
    }

    @Test func `nothing newer is stated of a TPM, whatever stands in its place`() throws {
        for platform in [Platform.tpm, .nitro, .simulated] {
            let own = CurrentStatus(collateral: ["ek_cert": "AA=="], time: Date(), isRequired: true)
            #expect(own.renewing(HardwareEvidence(platform: platform, evidence: [:], collateral: nil)) == nil)
        }
    }

    @Test func `evidence that chose its collateral needs a lowest evaluation by the clock`() throws {
        let stapled = try appraise(stapled: Self.october, own: nil, now: "2025-10-25T00:00:00Z")
        #expect(stapled.failures == [.tcbEvaluationNotAppraised])
        var policy = Policy()
        policy.machine.tdx = TDXPolicy()
        policy.machine.tdx?.minTCBEvaluationDataNumber = 17
        let bounded = try appraise(
            stapled: Self.october,
            own: nil,
            now: "2025-10-25T00:00:00Z",
            policy: .policy(policy)
        )
        #expect(bounded.outcome == .verified)
    }

    @Test func `a status that is out of date is named, also where the policy accepts it`() throws {
        var policy = Policy()
        policy.machine.tdx = TDXPolicy()
        policy.machine.tdx?.tcbStatus = .any
        let set = "50806f-2026-03"
        func verdict(_ policy: Expectations.PolicyExpectation) throws -> Verdict {
            try appraise(
                stapled: set,
                own: set,
                at: "2026-03-20T00:00:00Z",
                requiresCurrent: true,
                quote: "v4-50806f-DEBUG",
                policy: policy
            )
        }
        let plain = try verdict(.policy(policy))
        #expect(plain.outcome == .verified)
        #expect(plain.current?.machine?.claims.tcb?.status == .outOfDate)
        #expect(plain.lines.contains { $0.hasPrefix("under newer collateral") && $0.contains("INTEL-SA-00837") })
        let strict = try verdict(.none)
        #expect(strict.failures.contains(.tcbOutOfDate))
        #expect(strict.current?.failures.contains { $0.code == .tcbOutOfDate } == true)
    }

    @Test func `collateral of the verifier's alone is judged by the verifier's clock`() throws {
        let verdict = try appraise(stapled: nil, own: Self.october, now: "2025-10-25T00:00:00Z")
        #expect(verdict.outcome == .verified && verdict.machine?.time.source == .clock)
        #expect(verdict.current?.failures == [])
        let late = try appraise(stapled: nil, own: Self.october, now: "2025-12-25T00:00:00Z")
        #expect(late.outcome == .rejected)
    }
}
