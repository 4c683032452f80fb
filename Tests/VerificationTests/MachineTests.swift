import Builds
import Enclave
import Evidence
import Provenance
import StrictJSON
import Testing
import Verification

@Suite struct MachineTests {
    @Test func `a guest that can be debugged is rejected unless that is allowed`() throws {
        var fixture = ReleaseFixture()
        fixture.alterReport = { $0.policy |= 1 << 19 }
        let files = try fixture.flat()
        let expectations = try Expectations.satisfied()
        #expect(try ReleaseVerifier.standard.verify(files, expectations).reasons == ["GUEST_POLICY_DEBUG_SET"])
        let allowing = expectations.with { $0.allowsDebug = true }
        let verdict = try ReleaseVerifier.standard.verify(files, allowing)
        #expect(verdict.outcome == .verified)
        #expect(verdict.notices.contains { $0.code == .guestPolicyDebugSet })
    }

    @Test func `rules of policy are judged beside a simulated machine that is not allowed`() throws {
        let expectations = try Expectations.satisfied().with {
            $0.allowsSimulated = false
            $0.revision = .ref(try #require(RefName.tag("v9")))
        }
        let verdict = try ReleaseVerifier.standard.verify(ReleaseFixture().flat(), expectations)
        #expect(verdict.reasons == ["SIMULATED_NOT_ALLOWED", "REF_MISMATCH"])
    }

    @Test func `a guest with a migration agent is rejected`() throws {
        var fixture = ReleaseFixture()
        fixture.alterReport = { $0.policy |= 1 << 18 }
        let verdict = try ReleaseVerifier.standard.verify(fixture.flat(), .satisfied())
        #expect(verdict.failures.map(\.rawValue) == ["GUEST_POLICY_MIGRATION_SET"])
        #expect(verdict.outcome == .rejected)
    }

    @Test(arguments: Platform.allCases.filter { $0 != .simulated })
    func `simulated evidence passes for no other platform`(_ platform: Platform) throws {
        var fixture = ReleaseFixture()
        fixture.named = platform
        let verdict = try ReleaseVerifier.standard.verify(fixture.flat(), .satisfied())
        #expect(verdict.outcome == .rejected)
        #expect(verdict.build == nil)
    }

    @Test func `a builder.id of another platform than the evidence's is rejected`() throws {
        var fixture = ReleaseFixture()
        fixture.alterStatement = { $0.builder = BuilderID("urn:assay:builder/snp") ?? $0.builder }
        let verdict = try ReleaseVerifier.standard.verify(fixture.flat(), .satisfied())
        #expect(verdict.failures == [.builderIDMismatch])
    }

    /// A release attested by SNP under roots of the test's own, with a verifier that trusts them.
    private func snp(
        _ line: SNPProductLine = .genoa
    ) throws -> (files: [String: [UInt8]], verifier: ReleaseVerifier) {
        let machine = try ReleaseFixture.machine(line: line)
        var fixture = ReleaseFixture()
        fixture.named = .snp
        fixture.machine = machine
        fixture.alterReport = { $0.processor = [0x19, line == .milan ? 0x01 : 0x11, 0x01] }
        let roots = SNPTrustRoots(productLine: line, ark: machine.ark, ask: machine.ask, asvk: nil)
        return (try fixture.flat(), ReleaseVerifier(evidence: EvidenceVerifier([SNPVerifier(roots: [roots])])))
    }

    @Test func `a machine is known by its measurement alone`() throws {
        let (files, verifier) = try snp()
        let other = [UInt8](repeating: 1, count: 48)
        let good = SimulatedPlatform.measurement
        let cases: [(Expectations.Builder, Policy?, Set<String>)] = [
            (.unspecified, nil, ["?BUILDER_NOT_APPRAISED"]),
            (.measurements([good]), nil, []),
            (.measurements([other, good]), nil, []),
            (.measurements([other]), nil, ["MEASUREMENT_MISMATCH"]),
            (.measurements([]), nil, ["MEASUREMENT_MISMATCH"]),
            (.unspecified, Policy(), ["?BUILDER_NOT_APPRAISED"]),
            (.unspecified, Policy(platforms: [.snp]), ["?BUILDER_NOT_APPRAISED"]),
            (.unspecified, Policy(snp: []), ["?BUILDER_NOT_APPRAISED", "MEASUREMENT_MISMATCH"]),
            (.unspecified, Policy(snp: [good]), []),
            (.unspecified, Policy(snp: [other]), ["MEASUREMENT_MISMATCH"]),
            (.any, Policy(snp: [other]), ["MEASUREMENT_MISMATCH"]),
            (.measurements([good]), Policy(snp: [other]), ["MEASUREMENT_MISMATCH"]),
            (.any, Policy(platforms: [.simulated]), ["PLATFORM_NOT_ALLOWED"]),
        ]
        for (builder, policy, reasons) in cases {
            let expectations = try Expectations.satisfied().with {
                $0.builder = builder
                $0.policy = policy.map { .policy($0) } ?? .none
                $0.allowsSimulated = false
            }
            let verdict = try verifier.verify(files, expectations)
            #expect(verdict.reasons == reasons, "\(builder) \(String(describing: policy))")
        }
    }

    @Test func `a release of a product line whose root secret is known passes only by leave`() throws {
        let (files, verifier) = try snp(.milan)
        func reasons(_ policy: Policy?) throws -> Set<String> {
            let expectations = try Expectations.satisfied().with {
                $0.policy = policy.map { .policy($0) } ?? .none
                $0.allowsSimulated = false
            }
            return try verifier.verify(files, expectations).reasons
        }
        let good = SimulatedPlatform.measurement
        #expect(try reasons(nil) == ["PRODUCT_LINE_COMPROMISED"])
        #expect(try reasons(Policy(snp: [good])) == ["PRODUCT_LINE_COMPROMISED"])
        #expect(try reasons(Policy(snp: [good], lines: [.milan])) == [])
        #expect(try reasons(Policy(snp: [good], lines: [.genoa])).contains("PRODUCT_LINE_NOT_ALLOWED"))
    }

    @Test func `newer collateral that says nothing does not answer for today`() throws {
        let (files, verifier) = try snp()
        for collateral in [.object(JSONObject()), .null] as [JSONValue] {
            let expectations = try Expectations.satisfied().with {
                $0.allowsSimulated = false
                $0.current = CurrentStatus(collateral: collateral, time: ReleaseFixture.issuedAt, isRequired: true)
            }
            #expect(try verifier.verify(files, expectations).reasons == ["?CURRENT_STATUS_UNKNOWN"])
        }
    }

    @Test func `an unknown root is not a machine`() throws {
        let (files, _) = try snp()
        let verdict = try ReleaseVerifier.standard.verify(files, .satisfied())
        #expect(verdict.outcome == .rejected && verdict.build == nil)
    }
}
