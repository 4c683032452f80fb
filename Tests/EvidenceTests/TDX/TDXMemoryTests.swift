import Builds
import Evidence
import StrictJSON
import Testing

import struct FoundationEssentials.Date

/// A verifier remembers what it has read, and must judge as one that has not.
@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct TDXMemoryTests {
    private static let set = "tdx/collateral/90c06f-2026-03"

    private func failures(
        _ verifier: TDXVerifier,
        _ collateral: JSONValue?,
        at time: String
    ) throws -> Set<ReasonCode> {
        let evidence = TDXVectors.evidence(try TDXVectors.quote("tdx/v5-90c06f-gotdx"), collateral: collateral)
        return verifier.authenticate(evidence, at: JudgementTime(try #require(Date(rfc3339: time)), .given)).failures
    }

    @Test func `each time is judged anew`() throws {
        let verifier = TDXVerifier()
        let collateral = try TDXVectors.collateral(Self.set)
        for time in ["2026-03-20T00:00:00Z", "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z", "2027-01-01T00:00:00Z"] {
            #expect(
                try failures(verifier, collateral, at: time) == failures(TDXVerifier(), collateral, at: time),
                "at \(time)"
            )
        }
        #expect(try failures(verifier, collateral, at: "2026-03-20T00:00:00Z").isEmpty)
        #expect(try failures(verifier, collateral, at: "2026-05-01T00:00:00Z").contains(.tcbInfoExpired))
    }

    @Test func `a genuine part vouches for no other one`() throws {
        let verifier = TDXVerifier()
        let genuine = try TDXVectors.collateral(Self.set)
        #expect(try failures(verifier, genuine, at: "2026-03-20T00:00:00Z").isEmpty)
        let other = try TDXVectors.collateral("tdx/collateral/50806f-2026-03")
        for name in try #require(genuine.object).names {
            var members = try #require(genuine.object)
            members[name] = other[name]
            guard members[name] != genuine[name] else { continue }
            let mixed = JSONValue.object(members)
            let found = try failures(verifier, mixed, at: "2026-03-20T00:00:00Z")
            #expect(try found == failures(TDXVerifier(), mixed, at: "2026-03-20T00:00:00Z"), "\(name)")
        }
    }
}
