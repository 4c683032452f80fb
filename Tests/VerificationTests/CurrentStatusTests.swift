import Builds
import Evidence
import FoundationEssentials
import Provenance
import StrictJSON
import TestSupport
import Testing
import Verification

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
        // Judged at the end of July's, when October's is over.
        let verdict = try appraise(stapled: Self.july, own: Self.july, at: "2025-12-01T00:00:00Z")
        #expect(verdict.outcome == .rejected && verdict.current == nil)
        let old = try appraise(stapled: Self.october, own: Self.july, at: "2025-10-25T00:00:00Z")
        #expect(old.outcome == .verified)
        let current = try #require(old.current)
        #expect(current.machine?.claims.tcb?.status == .upToDate && current.time == current.collateralDate)
        #expect(current.failures.contains { $0.code == .tcbInfoExpired })
        #expect(old.notices.contains { $0.code == .tcbInfoExpired && $0.outcome == .notEvaluated })
        #expect(old.lines.contains { $0.contains("no longer what it should be") })
        let required = try appraise(
            stapled: Self.october,
            own: Self.july,
            at: "2025-10-25T00:00:00Z",
            requiresCurrent: true
        )
        #expect(required.outcome == .rejected && required.failures.contains(.tcbInfoExpired))
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
