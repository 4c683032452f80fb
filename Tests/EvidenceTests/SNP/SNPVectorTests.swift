import Builds
import Bytes
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

/// A captured report, and a time at which its certificates are valid.
struct SNPVector: Sendable, CustomTestStringConvertible {
    let name: String
    let line: SNPProductLine
    var time = "2026-06-01T00:00:00Z"

    var testDescription: String { name }

    static let genuine = [
        SNPVector(name: "milan-v2-debug", line: .milan),
        SNPVector(name: "milan-v2-trustee", line: .milan),
        SNPVector(name: "milan-v3-aci", line: .milan),
        SNPVector(name: "milan-v3-aci-vcek-reissued", line: .milan),
        SNPVector(name: "milan-v3-vlek-aws", line: .milan, time: "2025-06-01T00:00:00Z"),
        SNPVector(name: "genoa-v3-coco-e2e", line: .genoa),
        SNPVector(name: "genoa-v5-bergamo", line: .genoa),
        SNPVector(name: "turin-v5-aci", line: .turin),
    ]

    func evidence() throws -> SNPEvidence { try Vectors.snp(name) }
    func judging() throws -> SNPJudging { try .vector(at: time) }

    /// What is known below the verifier: whether report and key are genuine, without JSON between.
    func isAuthentic(_ evidence: SNPEvidence) throws -> Bool {
        let date = try #require(Date(rfc3339: time))
        var rules = RuleLog()
        let authentication = SNPAuthentication(roots: SNPTrustRoots.pinned, time: date)
        return (try? authentication.claims(of: evidence, rules: &rules)) != nil
    }
}

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct SNPVectorTests {
    @Test(arguments: SNPVector.genuine)
    func `a genuine report is verified under the built-in roots and read as others read it`(vector: SNPVector) throws {
        let authentication = try vector.judging().authentication(vector.evidence())
        let claims = try #require(authentication.claims?.snp, "\(authentication.results)")
        let fields = try Vectors.fields("snp/\(vector.name)")
        let report = claims.report
        #expect(claims.productLine == vector.line)
        #expect(fields["product_line"]?.string == vector.line.rawValue)
        #expect(Int(report.version) == fields["version"]?.integer)
        #expect(Int(report.guestSVN) == fields["guest_svn"]?.integer)
        #expect(Int(report.vmpl) == fields["vmpl"]?.integer)
        #expect((report.signingKey == .vlek ? 1 : 0) == fields["signing_key"]?.integer)
        for (bytes, name) in [
            (report.reportData.bytes, "report_data"), (report.measurement, "measurement"),
            (report.hostData, "host_data"),
            (report.idKeyDigest, "id_key_digest"), (report.authorKeyDigest, "author_key_digest"),
            (report.reportID, "report_id"), (report.migrationAgentReportID, "report_id_ma"), (report.chipID, "chip_id"),
        ] {
            #expect(bytes.hexadecimal == fields[name]?.string)
        }
        #expect("0x" + String(report.policy.rawValue, radix: 16) == fields["policy"]?.string)
        #expect(report.policy.allowsDebug == fields["debug"]?.bool)
        #expect(report.policy.allowsMigrationAgent == fields["migrate_ma"]?.bool)
        #expect(report.policy.allowsSMT == fields["smt"]?.bool)
        #expect(claims.platformInfo.description == fields["platform_info"]?.string)
        #expect(report.launchMitigations ?? 0 == fields["lmv"]?.integer.map(UInt64.init))
        #expect(report.currentMitigations ?? 0 == fields["cmv"]?.integer.map(UInt64.init))
        let processor = report.processor.map { [Int($0.family), Int($0.model), Int($0.stepping)] } ?? [0, 0, 0]
        #expect(processor == fields["cpuid"]?.array?.compactMap(\.integer))
        for (firmware, name) in [(report.currentFirmware, "cur_ver"), (report.committedFirmware, "com_ver")] {
            let numbers = [firmware.major, firmware.minor, firmware.build].map(Int.init)
            #expect(numbers == fields[name]?.array?.compactMap(\.integer))
        }
        let certificate = fields["vek_cert"]
        #expect(claims.cloudServiceProvider ?? "" == certificate?["csp"]?.string)
        #expect(claims.hardwareID.map { report.chipID.starts(with: $0) } ?? true)
        for (tcb, name) in [
            (claims.reportedTCB, "tcb_reported"), (claims.currentTCB, "tcb_current"),
            (claims.committedTCB, "tcb_committed"), (claims.launchTCB, "tcb_launch"),
        ] {
            #expect(Int(tcb.bootloader) == fields[name]?["bl"]?.integer)
            #expect(Int(tcb.tee) == fields[name]?["tee"]?.integer)
            #expect(Int(tcb.snp) == fields[name]?["snp"]?.integer)
            #expect(Int(tcb.microcode) == fields[name]?["ucode"]?.integer)
            #expect(tcb.fmc.map(Int.init) == fields[name]?["fmc"]?.integer)
        }
    }

    @Test(arguments: SNPVector.genuine)
    func `without a policy a genuine report passes, unless it is of a debug guest`(vector: SNPVector) throws {
        var judging = try vector.judging()
        let evidence = try vector.evidence()
        let isDebug = vector.name == "milan-v2-debug"
        #expect(judging.failures(evidence) == (isDebug ? [.guestPolicyDebugSet] : []))
        judging.allowDebug = true
        #expect(judging.failures(evidence).isEmpty)
        judging.isRelease = true
        #expect(judging.failures(evidence) == (vector.line == .milan ? [.productLineCompromised] : []))
    }

    @Test func `what the captured machines are is told`() throws {
        func told(_ name: String) throws -> Set<ReasonCode> {
            let vector = try #require(SNPVector.genuine.first { $0.name == name })
            return try vector.judging().results(vector.evidence()).codes(.notEvaluated)
        }
        #expect(try told("genoa-v5-bergamo") == [.revocationListMissing, .smtEnabled])
        #expect(try told("turin-v5-aci") == [.revocationListMissing, .smtEnabled, .platformInfoUnknown])
        #expect(
            try told("milan-v2-trustee") == [
                .revocationListMissing, .smtEnabled, .aliasCheckIncomplete, .firmwareProvisional,
                .productLineCompromised,
            ]
        )
        #expect(
            try told("milan-v3-vlek-aws") == [
                .revocationListMissing, .smtEnabled, .firmwareProvisional, .productLineCompromised, .vmplMismatch,
                .cloudServiceProviderNotAllowed,
            ]
        )
    }

    @Test func `policies decide on captured machines`() throws {
        func failures(_ name: String, _ fill: (inout SNPPolicy) -> Void) throws -> Set<ReasonCode> {
            let vector = try #require(SNPVector.genuine.first { $0.name == name })
            var judging = try vector.judging()
            fill(&judging.policy)
            return judging.failures(try vector.evidence())
        }
        #expect(try failures("milan-v3-vlek-aws") { $0.vmpl = 0 } == [.vmplMismatch])
        #expect(try failures("milan-v3-vlek-aws") { $0.vmpl = 1 } == [])
        #expect(try failures("milan-v3-vlek-aws") { $0.cspID = ["CN=cc-us-east-2.amazonaws.com"] } == [])
        #expect(
            try failures("milan-v3-vlek-aws") { $0.cspID = ["CN=cc-us-east-1.amazonaws.com"] } == [
                .cloudServiceProviderNotAllowed
            ]
        )
        #expect(try failures("milan-v3-vlek-aws") { $0.minTCB = [.milan: TCBMinimum(microcode: 217)] } == [])
        #expect(
            try failures("milan-v3-vlek-aws") { $0.minTCB = [.milan: TCBMinimum(microcode: 219)] } == [.tcbOutOfDate]
        )
        #expect(try failures("milan-v2-trustee") { $0.allow = [.smt] } == [.firmwareProvisional])
        #expect(try failures("genoa-v5-bergamo") { $0.mitigationVector = 0x0B } == [])
        #expect(try failures("genoa-v5-bergamo") { $0.mitigationVector = 0x3F } == [.mitigationMissing])
        #expect(try failures("genoa-v5-bergamo") { $0.require = [.aliasCheck] } == [])
        #expect(try failures("milan-v2-trustee") { $0.require = [.aliasCheck] } == [.aliasCheckIncomplete])
        #expect(try failures("turin-v5-aci") { $0.mitigationVector = 0x3F } == [])
        #expect(try failures("turin-v5-aci") { $0.minTCB = [.turin: TCBMinimum(snp: 4, fmc: 1)] } == [])
        #expect(
            try failures("turin-v5-aci") { $0.minTCB = [.turin: TCBMinimum(fmc: 2)] } == [
                .tcbOutOfDate, .launchTCBOutOfDate,
            ]
        )
    }

    @Test(
        arguments: [
            ("milan-v2-trustee-bad-vcek-legacy", "2026-06-01T00:00:00Z", .vcekChainInvalid),
            ("milan-v2-trustee-bad-vcek-new", "2026-06-01T00:00:00Z", .vcekChainInvalid),
            ("milan-v3-vlek-aws", "2024-12-10T22:14:20Z", .vcekExpired),
            ("milan-v3-vlek-aws", "2025-12-10T22:14:22Z", .vcekExpired),
            ("milan-v3-aci-vcek-reissued", "2025-12-29T11:25:57Z", .vcekExpired),
            ("milan-v3-aci", "2026-02-05T01:04:32Z", .vcekExpired),
            ("turin-v5-aci", "2033-02-05T01:04:34Z", .vcekExpired),
        ] as [(String, String, ReasonCode)]
    )
    func `a bad one is rejected for its own reason`(name: String, time: String, code: ReasonCode) throws {
        #expect(try SNPJudging.vector(at: time).failures(Vectors.snp(name)) == [code])
    }

    @Test func `every report fits its own key and no other`() throws {
        for one in SNPVector.genuine {
            for other in SNPVector.genuine {
                let (report, key) = (try one.evidence(), try other.evidence())
                let mixed = SNPEvidence(report: report.report, key: key.key, certificate: key.certificate, chain: nil)
                // At a time when both certificates are valid, or at that of the key.
                let failures = try SNPJudging.vector(at: other.time).failures(mixed).subtracting([.guestPolicyDebugSet])
                let isSame = Set([one.name, other.name]).isSubset(of: ["milan-v3-aci", "milan-v3-aci-vcek-reissued"])
                if one.name == other.name || isSame {
                    #expect(failures.isEmpty)
                } else {
                    // Most are of another chip or of other firmware, which is said too.
                    let disagreements: Set<ReasonCode> = [.vcekHardwareIDMismatch, .vcekTCBMismatch]
                    let reasons = failures.subtracting(disagreements)
                    #expect(reasons == [.vcekChainInvalid] || reasons == [.reportSignatureInvalid], "\(one) \(other)")
                }
            }
        }
    }

    @Test func `reports inside Azure's evidence fit their own keys and no others`() throws {
        let folders = ["milan-v2-coco", "milan-v3-coco-v1", "milan-v3-coco-v2-userdata", "milan-v3-live"]
        let judging = try SNPJudging.vector(at: "2026-06-01T00:00:00Z")
        for one in folders {
            for other in folders + ["hcl-2048-wrong-vcek", "standalone-imds-thim"] {
                let evidence = SNPEvidence(
                    report: try Vectors.bytes("az-snp/\(one)/hw_report.bin"),
                    key: .vcek,
                    certificate: try Vectors.bytes("az-snp/\(other)/vcek.der"),
                    chain: nil
                )
                let failures = judging.failures(evidence)
                let isSame = other == one || (one == "milan-v3-live" && other == "standalone-imds-thim")
                let wanted: Set<ReasonCode> = isSame ? [] : [.reportSignatureInvalid, .vcekHardwareIDMismatch]
                #expect(failures.subtracting([.vcekTCBMismatch]) == wanted, "\(one) \(other)")
            }
        }
    }

    @Test(arguments: SNPVector.genuine)
    func `another line's roots do not vouch, under whatever name`(vector: SNPVector) throws {
        let evidence = try vector.evidence()
        var judging = try vector.judging()
        judging.roots[vector.line] = nil
        #expect(judging.failures(evidence) == [.vcekChainInvalid])
        for (line, roots) in SNPTrustRoots.pinned where line != vector.line {
            judging.roots[vector.line] = roots
            #expect(judging.failures(evidence) == [.vcekChainInvalid])
            judging.roots[vector.line] = SNPTrustRoots(
                productLine: vector.line,
                ark: roots.ark,
                ask: roots.ask,
                asvk: roots.asvk
            )
            #expect(judging.failures(evidence) == [.vcekChainInvalid])
        }
    }

    @Test(arguments: SNPVector.genuine.filter { $0.name != "milan-v3-vlek-aws" })
    func `a genuine chain presented as the stand-in's is rejected`(vector: SNPVector) throws {
        let genuine = try vector.evidence()
        let roots = try #require(SNPTrustRoots.pinned[vector.line])
        let presented = SNPEvidence(
            report: genuine.report,
            key: .vcek,
            certificate: genuine.certificate,
            chain: SNPEvidence.Chain(intermediate: roots.ask.der, root: roots.ark.der)
        )
        let failures = Fixture.verdict(Fixture.hardware(presented)).failures
        #expect(failures == [.vcekChainInvalid])
    }

    @Test(arguments: [2, 4, 7])
    func `a flipped bit in any byte of a genuine report is rejected`(index: Int) throws {
        let vector = SNPVector.genuine[index]
        let genuine = try vector.evidence()
        #expect(try vector.isAuthentic(genuine))
        var accepted: [Int] = []
        for byte in genuine.report.indices {
            var report = genuine.report
            report[byte] ^= 1 << (byte % 8)
            let mutated = SNPEvidence(report: report, key: genuine.key, certificate: genuine.certificate, chain: nil)
            if try vector.isAuthentic(mutated) { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }

    @Test(arguments: [2, 4, 7])
    func `a flipped bit in any byte of a genuine certificate is rejected`(index: Int) throws {
        let vector = SNPVector.genuine[index]
        let genuine = try vector.evidence()
        var accepted: [Int] = []
        for byte in genuine.certificate.indices {
            var certificate = genuine.certificate
            certificate[byte] ^= 1 << (byte % 8)
            let mutated = SNPEvidence(report: genuine.report, key: genuine.key, certificate: certificate, chain: nil)
            if try vector.isAuthentic(mutated) { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }

    @Test(arguments: SNPVector.genuine)
    func `a truncated or extended report or certificate is rejected`(vector: SNPVector) throws {
        let genuine = try vector.evidence()
        let judging = try vector.judging()
        for count in genuine.report.indices {
            let error = #expect(throws: EvidenceError.self) { try SNPReport(parsing: Array(genuine.report[..<count])) }
            #expect(error?.code == .reportTruncated)
        }
        for count in [0, 1, 0x2A0, 1183] {
            let cut = SNPEvidence(
                report: Array(genuine.report[..<count]),
                key: genuine.key,
                certificate: genuine.certificate,
                chain: nil
            )
            #expect(judging.failures(cut) == [.reportTruncated])
        }
        for certificate in [genuine.certificate + [0], Array(genuine.certificate.dropLast()), [], [0x30]] {
            let cut = SNPEvidence(report: genuine.report, key: genuine.key, certificate: certificate, chain: nil)
            #expect(judging.failures(cut) == [.vcekChainInvalid])
        }
        let long = SNPEvidence(
            report: genuine.report + [0],
            key: genuine.key,
            certificate: genuine.certificate,
            chain: nil
        )
        #expect(judging.failures(long) == [.reportFormatUnsupported])
    }
}
