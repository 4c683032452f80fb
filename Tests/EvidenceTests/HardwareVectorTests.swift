import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct HardwareVectorTests {
    private func verdict(
        _ evidence: SNPEvidence,
        at time: String,
        roots: [SNPTrustRoots]? = nil,
        _ alter: (inout AppraisalOptions) -> Void = { _ in }
    ) throws -> EvidenceVerdict {
        let time = try #require(Date(rfc3339: time))
        var options = AppraisalOptions(reportData: .unchecked("a vector"), at: time)
        alter(&options)
        let verifier = EvidenceVerifier([SNPVerifier(roots: try roots ?? Vectors.roots())])
        return verifier.verify(Fixture.hardware(evidence, as: .snp), options: options)
    }

    @Test(
        arguments: [
            ("milan-v3-aci", "2026-06-01T00:00:00Z", .milan),
            ("milan-v3-aci-vcek-reissued", "2026-06-01T00:00:00Z", .milan),
            ("milan-v2-trustee", "2026-06-01T00:00:00Z", .milan),
            ("milan-v3-vlek-aws", "2025-06-01T00:00:00Z", .milan),
            ("genoa-v3-coco-e2e", "2026-06-01T00:00:00Z", .genoa),
            ("genoa-v5-bergamo", "2026-06-01T00:00:00Z", .genoa),
            ("turin-v5-aci", "2026-06-01T00:00:00Z", .turin),
        ] as [(String, String, SNPProductLine)]
    )
    func `a genuine report is verified and read as others read it`(
        name: String,
        time: String,
        line: SNPProductLine
    ) throws {
        let verdict = try verdict(Vectors.snp(name), at: time)
        let verified = try #require(verdict.verified, "\(verdict.results)")
        let claims = try #require(verified.claims.snp)
        let fields = try Vectors.fields("snp/\(name)")
        let report = claims.report
        #expect(claims.productLine == line)
        #expect(Int(report.version) == fields["version"]?.integer)
        #expect(Int(report.guestSVN) == fields["guest_svn"]?.integer)
        #expect(Int(report.vmpl) == fields["vmpl"]?.integer)
        #expect(report.reportData.bytes.hexadecimal == fields["report_data"]?.string)
        #expect(report.measurement.hexadecimal == fields["measurement"]?.string)
        #expect(report.hostData.hexadecimal == fields["host_data"]?.string)
        #expect(report.idKeyDigest.hexadecimal == fields["id_key_digest"]?.string)
        #expect(report.chipID.hexadecimal == fields["chip_id"]?.string)
        #expect(report.reportID.hexadecimal == fields["report_id"]?.string)
        #expect("0x" + String(report.policy.rawValue, radix: 16) == fields["policy"]?.string)
        #expect("0x" + String(report.platformInfo, radix: 16) == fields["platform_info"]?.string)
        for (tcb, field) in [
            (claims.reportedTCB, "tcb_reported"), (claims.currentTCB, "tcb_current"),
            (claims.committedTCB, "tcb_committed"), (claims.launchTCB, "tcb_launch"),
        ] {
            #expect(Int(tcb.bootloader) == fields[field]?["bl"]?.integer)
            #expect(Int(tcb.tee) == fields[field]?["tee"]?.integer)
            #expect(Int(tcb.snp) == fields[field]?["snp"]?.integer)
            #expect(Int(tcb.microcode) == fields[field]?["ucode"]?.integer)
            #expect(tcb.fmc.map(Int.init) == fields[field]?["fmc"]?.integer)
        }
    }

    @Test(
        arguments: [
            ("milan-v2-trustee-bad-vcek-legacy", "2026-06-01T00:00:00Z", .vcekChainInvalid),
            ("milan-v2-trustee-bad-vcek-new", "2026-06-01T00:00:00Z", .vcekChainInvalid),
            ("milan-v2-debug", "2026-06-01T00:00:00Z", .guestPolicyDebugSet),
            ("milan-v3-vlek-aws", "2026-06-01T00:00:00Z", .vcekExpired),
            ("milan-v3-vlek-aws", "2024-06-01T00:00:00Z", .vcekExpired),
            ("turin-v5-aci", "2034-01-01T00:00:00Z", .vcekExpired),
        ] as [(String, String, ReasonCode)]
    )
    func `a bad one is rejected for its own reason`(name: String, time: String, code: ReasonCode) throws {
        #expect(try verdict(Vectors.snp(name), at: time).failures == [code])
    }

    @Test func `a genuine debug guest passes only by leave`() throws {
        let verdict = try verdict(Vectors.snp("milan-v2-debug"), at: "2026-06-01T00:00:00Z") { $0.allowDebug = true }
        #expect(try #require(verdict.verified).claims.isDebug)
    }

    @Test func `reports and keys of different machines do not fit`() throws {
        let names = ["milan-v3-aci", "milan-v2-trustee", "genoa-v3-coco-e2e", "genoa-v5-bergamo", "turin-v5-aci"]
        for one in names {
            for other in names where other != one {
                let mixed = SNPEvidence(
                    report: try Vectors.snp(one).report,
                    key: .vcek,
                    certificate: try Vectors.snp(other).certificate,
                    chain: nil
                )
                let failures = try verdict(mixed, at: "2026-06-01T00:00:00Z").failures
                #expect(failures.isSubset(of: [.vcekChainInvalid, .reportSignatureInvalid]), "\(one) \(other)")
                #expect(failures.count == 1, "\(one) \(other)")
            }
        }
    }

    @Test func `another product line's roots do not vouch`() throws {
        let genuine = try Vectors.snp("milan-v3-aci")
        let roots = try Vectors.roots()
        let genoa = try #require(roots.first { $0.productLine == .genoa })
        let renamed = SNPTrustRoots(productLine: .milan, ark: genoa.ark, ask: genoa.ask, asvk: nil)
        for trusted in [[], [genoa], [renamed]] {
            let verdict = try verdict(genuine, at: "2026-06-01T00:00:00Z", roots: trusted)
            #expect(verdict.failures == [.vcekChainInvalid])
        }
    }

    @Test(arguments: [("milan-v3-aci", SNPProductLine.milan), ("turin-v5-aci", .turin), ("milan-v2-trustee", .milan)])
    func `a genuine chain presented as the stand-in's is rejected`(name: String, line: SNPProductLine) throws {
        let genuine = try Vectors.snp(name)
        let roots = try #require(try Vectors.roots().first { $0.productLine == line })
        let presented = SNPEvidence(
            report: genuine.report,
            key: .vcek,
            certificate: genuine.certificate,
            chain: SNPEvidence.Chain(intermediate: roots.ask.der, root: roots.ark.der)
        )
        var options = Fixture.options
        options.reportData = .unchecked("a vector")
        let failures = Fixture.verdict(Fixture.hardware(presented), options).failures
        #expect(failures.count == 1)
        #expect(failures.isSubset(of: [.vcekChainInvalid]))
    }

    @Test func `one bit flipped anywhere in a genuine report is rejected`() throws {
        let genuine = try Vectors.snp("turin-v5-aci")
        for byte in stride(from: 0, to: genuine.report.count, by: 3) {
            var report = genuine.report
            report[byte] ^= 1 << (byte % 8)
            let mutated = SNPEvidence(report: report, key: .vcek, certificate: genuine.certificate, chain: nil)
            #expect(try !verdict(mutated, at: "2026-06-01T00:00:00Z").failures.isEmpty, "byte \(byte)")
        }
    }

    @Test func `hardware is not verified before its roots are built in`() throws {
        let evidence = Fixture.hardware(try Vectors.snp("milan-v3-aci"), as: .snp)
        #expect(Fixture.verdict(evidence).failures == [.platformNotSupported])
    }
}
