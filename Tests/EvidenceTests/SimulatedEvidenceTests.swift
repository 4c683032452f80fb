import Builds
import Enclave
import Evidence
import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

@Suite struct SimulatedEvidenceTests {
    @Test func `untouched evidence is verified and states what the report says`() throws {
        let verified = try #require(Fixture.verdict(Fixture.evidence()).verified)
        #expect(verified.platform == .simulated)
        #expect(verified.claims.commitment == Fixture.reportData.bytes)
        #expect(verified.claims.measurement == SimulatedPlatform.measurement)
        #expect(!verified.claims.isDebug)
        let claims = try #require(verified.claims.snp)
        #expect(claims.productLine == .simulated)
        #expect(claims.report.chipID == Fixture.chipID)
        #expect(claims.reportedTCB == Fixture.identity.tcb)
        #expect(claims.report.vmpl == 0)
        #expect(verified.results.contains { $0.code == .reportSignatureInvalid && $0.outcome == .pass })
    }

    @Test func `without leave the stand-in is rejected, even when all else holds`() throws {
        var judging = Fixture.judging
        judging.allowSimulated = false
        #expect(Fixture.verdict(try Fixture.evidence(), judging).failures == [.simulatedNotAllowed])
    }

    @Test func `other report data is rejected, and all 64 bytes count`() throws {
        for position in [0, 31, 32, 63] {
            var bytes = Fixture.reportData.bytes
            bytes[position] ^= 1
            var judging = Fixture.judging
            judging.reportData = .exactly(bytes)
            #expect(Fixture.verdict(try Fixture.evidence(), judging).failures == [.reportDataMismatch])
        }
    }

    @Test func `report data that nobody compares is a finding, not a pass`() throws {
        var judging = Fixture.judging
        judging.reportData = .unchecked("only looking")
        let verified = try #require(Fixture.verdict(Fixture.evidence(), judging).verified)
        #expect(verified.results.first { $0.code == .reportDataMismatch }?.outcome == .notEvaluated)
    }

    @Test func `a debug guest is rejected unless the caller accepts it`() throws {
        let evidence = try Fixture.evidence { $0.policy |= 1 << 19 }
        #expect(Fixture.verdict(evidence).failures == [.guestPolicyDebugSet])
        var judging = Fixture.judging
        judging.allowDebug = true
        let verified = try #require(Fixture.verdict(evidence, judging).verified)
        #expect(verified.claims.isDebug)
    }

    @Test(arguments: AlteredReport.all)
    func `a well signed report that states something unacceptable is rejected`(altered: AlteredReport) throws {
        #expect(Fixture.verdict(try Fixture.evidence(altered.alter)).failures == [altered.code])
    }

    @Test func `certificates are judged at the time that the caller gives`() throws {
        let evidence = try Fixture.evidence()
        var judging = Fixture.judging
        for time in [
            Fixture.identity.validity.lowerBound.addingTimeInterval(-1),
            Fixture.identity.validity.upperBound.addingTimeInterval(1),
        ] {
            judging.time = JudgementTime(time, .given)
            #expect(Fixture.verdict(evidence, judging).failures == [.vcekExpired])
        }
        judging.time = JudgementTime(Fixture.identity.validity.upperBound.addingTimeInterval(-1), .given)
        #expect(Fixture.verdict(evidence, judging).verified != nil)
    }

    @Test func `an absurd time of judgement is a rejection`() throws {
        for seconds in [Double.infinity, -.infinity, .nan, 1e300, 9.2e18, -9.2e18, 1e15, -1e15, 1e12, -1e12] {
            var judging = Fixture.judging
            judging.time = JudgementTime(.init(timeIntervalSince1970: seconds), .given)
            #expect(!Fixture.verdict(try Fixture.evidence(), judging).failures.isEmpty)
        }
    }

    @Test(arguments: ["Simulated ", "Milan", "Milan-B0", ""])
    func `a certificate for another product is not the stand-in's`(product: String) throws {
        var identity = Fixture.identity
        identity.productName = product
        let evidence = try Fixture.evidence(from: SimulatedPlatform(identity))
        #expect(Fixture.verdict(evidence).failures == [.vcekChainInvalid])
    }

    @Test(arguments: [SNPProductLine.milan, .genoa, .turin])
    func `a chain with the names of hardware is not the stand-in's`(line: SNPProductLine) throws {
        var identity = Fixture.identity
        identity.line = line
        let evidence = try Fixture.evidence(from: SimulatedPlatform(identity))
        #expect(Fixture.verdict(evidence).failures == [.vcekChainInvalid])
    }
}

/// A report that is signed as it is, and must not pass.
struct AlteredReport: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ReasonCode
    let alter: @Sendable (inout SimulatedReport) -> Void

    private init(_ what: String, _ code: ReasonCode, alter: @escaping @Sendable (inout SimulatedReport) -> Void) {
        testDescription = what
        self.code = code
        self.alter = alter
    }

    static let all = [
        AlteredReport("a guest with a migration agent", .guestPolicyMigrationSet) { $0.policy |= 1 << 18 },
        AlteredReport("a policy without bit 17", .reportFormatUnsupported) { $0.policy &= ~(1 << 17) },
        AlteredReport("a policy with reserved bits", .reportFormatUnsupported) { $0.policy |= 1 << 26 },
        AlteredReport("a report of an older version", .reportFormatUnsupported) { $0.version = 1 },
        AlteredReport("a report of a newer version", .reportFormatUnsupported) { $0.version = 6 },
        AlteredReport("a report without a processor", .reportFormatUnsupported) { $0.version = 2 },
        AlteredReport("a report that the host asked for", .reportFormatUnsupported) { $0.vmpl = .max },
        AlteredReport("the name of a real processor", .vcekChainInvalid) { $0.processor = [0x19, 0x01, 0x01] },
        AlteredReport("an unknown processor", .reportFormatUnsupported) { $0.processor = [0x17, 0x01, 0x01] },
        AlteredReport("a key of another chip", .vcekHardwareIDMismatch) { $0.chipID[63] ^= 1 },
        AlteredReport("no chip", .chipIDMasked) { $0.chipID = [UInt8](repeating: 0, count: 64) },
        AlteredReport("a key of older firmware", .vcekTCBMismatch) {
            $0.reportedTCB = TCBVersion(bootloader: 4, tee: 0, snp: 25, microcode: 219)
        },
        AlteredReport("firmware older than committed", .tcbOrderInvalid) {
            $0.currentTCB = TCBVersion(bootloader: 3, tee: 0, snp: 24, microcode: 219)
        },
    ]
}
