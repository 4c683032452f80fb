import Builds
import Bytes
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct AzureVectorTests {
    @Test(arguments: AzureVectors.snp + AzureVectors.tdx)
    func `a genuine machine is verified and read as others read it`(vector: AzureVectors.Genuine) throws {
        let judging = try AzureJudging.vector(vector)
        let evidence = try AzureVectors.evidence(vector)
        let authentication = judging.authentication(try AzureVectors.json(vector.id))
        guard case .azure(let claims) = authentication.claims else {
            Issue.record("\(authentication.results)")
            return
        }
        #expect(judging.claims(evidence) == claims, "what is written is what was read")
        let fields = try Vectors.fields(vector.id)
        let quote = claims.quote.quote
        #expect(quote.extraData.hexadecimal == fields["nonce"]?.string)
        #expect(quote.qualifiedSigner.description == fields["attest"]?["signer"]?.string)
        #expect(Int(quote.clock.milliseconds) == fields["attest"]?["clock"]?.integer)
        #expect(Int(quote.clock.resetCount) == fields["attest"]?["reset"]?.integer)
        #expect(quote.pcrDigest.hexadecimal == fields["attest"]?["digest"]?.string)
        for (index, value) in fields["pcr"]?.object?.members ?? [] {
            #expect(claims.quote.registers[try #require(Int(index))]?.hexadecimal == value.string)
        }
        #expect(claims.userData?.hexadecimal == fields["user_data"]?.string?.lowercased())
        let configuration = try #require(fields["vm_configuration"])
        #expect(claims.configuration.consoleEnabled == configuration["console-enabled"]?.bool)
        #expect(claims.configuration.secureBoot == configuration["secure-boot"]?.bool)
        #expect(claims.configuration.tpmEnabled == configuration["tpm-enabled"]?.bool)
        #expect(claims.configuration.tpmPersisted == configuration["tpm-persisted"]?.bool)
        #expect(claims.configuration.uniqueID == configuration["vmUniqueId"]?.string)
        #expect(claims.configuration.rootCertificateThumbprint == configuration["root-cert-thumbprint"]?.string)
        let report = try HCLReport(parsing: evidence.report)
        #expect(report.runtimeData == (try Vectors.bytes("\(vector.id)/runtime_data.json")))
        #expect(report.hardwareReport == (try Vectors.bytes("\(vector.id)/hw_report.bin")))
        guard case .snp(let snp) = claims.hardware else { return }
        #expect(claims.measurement.hexadecimal == fields["measurement"]?.string)
        #expect(claims.idKeyDigest?.hexadecimal == fields["id_key_digest"]?.string)
        #expect(snp.report.reportData.description == fields["report_data"]?.string)
        #expect(snp.report.chipID.hexadecimal == fields["chip_id"]?.string)
        #expect(Int(snp.report.guestSVN) == fields["guest_svn"]?.integer)
    }

    @Test func `a machine whose quote answers nobody commits to nothing`() throws {
        let vector = AzureVectors.Genuine(id: "az-snp/milan-v3-nononce", time: "2026-06-01T00:00:00Z")
        let judging = try AzureJudging.vector(vector)
        let hardware = HardwareEvidence(
            platform: .azureSNP,
            evidence: try AzureVectors.json(vector.id),
            collateral: nil
        )
        for expectation in [.exactly([]), .unchecked("a test")] as [CommitmentExpectation] {
            let verdict = EvidenceVerifier([AzureSNPVerifier(roots: SNPTrustRoots.pinned)])
                .verify(hardware, expecting: expectation, at: JudgementTime(judging.time, .given))
            #expect(verdict.results.filter { $0.outcome == .fail }.map(\.code) == [.reportDataMismatch])
        }
    }

    @Test func `what the guest gave the paravisor is told apart from nothing`() throws {
        let fresh = AzureVectors.snp[4]
        let given = try #require(try AzureJudging.vector(fresh).claims(AzureVectors.evidence(fresh))?.userData)
        let nonce = try #require(try AzureJudging.vector(fresh).claims(AzureVectors.evidence(fresh))?.quote.extraData)
        #expect(given == nonce + [UInt8](repeating: 0, count: 16))
        let stale = AzureVectors.snp[1]
        let nothing = try #require(try AzureJudging.vector(stale).claims(AzureVectors.evidence(stale))?.userData)
        #expect(nothing == [UInt8](repeating: 0, count: 64))
    }

    /// An early paravisor: its report is shorter, its key is not marked for signing, and the certificate in the same folder
    /// is that of another chip.
    @Test func `an early report with the certificate of another chip is rejected for the latter`() throws {
        let folder = "az-snp/hcl-2048-wrong-vcek"
        let report = try Vectors.bytes("\(folder)/hcl_report.bin")
        let genuine = AzureVectors.snp[0]
        let evidence = try AzureVectors.evidence(genuine)
            .with(report: report, hardware: .vcek(Vectors.bytes("\(folder)/vcek.der")))
        let failures = try AzureJudging.vector(genuine).failures(evidence)
        #expect(failures.isSuperset(of: [.reportSignatureInvalid, .vcekHardwareIDMismatch]))

        let parsed = try HCLReport(parsing: report)
        #expect(parsed.runtimeData == (try Vectors.bytes("\(folder)/runtime_data.json")))
        let snp = try SNPReport(parsing: parsed.hardwareReport)
        #expect(Array(snp.reportData.bytes.prefix(32)) == DigestAlgorithm.sha256.digest(parsed.runtimeData))
        #expect { try AzureRuntimeData(parsing: parsed.runtimeData) } throws: {
            ($0 as? EvidenceError)?.code == .runtimeDataInvalid
        }
    }

    /// A TDREPORT is worth nothing without a quote: only the processor that made it can check it.
    @Test func `a report without a quote is consistent and verifies nothing`() throws {
        let report = try Vectors.bytes("az-tdx/hcl-nosecureboot/hcl_report.bin")
        let parsed = try HCLReport(parsing: report)
        let tdReport = try TDReport(parsing: parsed.hardwareReport)
        #expect(Array(tdReport.reportData.prefix(32)) == DigestAlgorithm.sha256.digest(parsed.runtimeData))
        #expect(try AzureRuntimeData(parsing: parsed.runtimeData).configuration.secureBoot == false)

        let genuine = AzureVectors.tdx[0]
        let judging = try AzureJudging.vector(genuine)
        var json = try #require(try AzureVectors.evidence(genuine).with(report: report).json.object)
        #expect(judging.authentication(.object(json)).failures == [.tdReportMismatch, .akBindingInvalid])
        json["td_quote"] = nil
        #expect(judging.authentication(.object(json)).results.last?.code == .evidenceMalformed)
        json["td_quote"] = ""
        #expect(judging.authentication(.object(json)).claims == nil)
    }

    @Test func `what the processor alone could check in a TDREPORT is named`() throws {
        for vector in AzureVectors.tdx {
            let results = try AzureJudging.vector(vector).results(AzureVectors.evidence(vector))
            let ignored = results.filter { $0.code == .tdReportPartsIgnored }
            #expect(ignored.map(\.outcome) == [.notEvaluated])
            #expect(ignored.first?.found?.hasPrefix("CPUSVN, TEE_TCB_INFO_HASH") == true)
            #expect(ignored.first?.found?.hasSuffix("TEE_TCB_SVN_2, SERVTD_HASH") == true)
        }
        let other = try AzureJudging.vector(AzureVectors.snp[0]).results(AzureVectors.evidence(AzureVectors.snp[0]))
        #expect(!other.contains { $0.code == .tdReportPartsIgnored })
    }

    @Test func `the chain that the platform's service hands out is the one that is pinned`() throws {
        let folder = "az-snp/standalone-imds-thim"
        let milan = try #require(SNPTrustRoots.pinned[.milan])
        #expect(try Certificate(der: Vectors.bytes("\(folder)/chain-0-ask.der")) == milan.ask)
        #expect(try Certificate(der: Vectors.bytes("\(folder)/chain-1-ark.der")) == milan.ark)
        let vcek = try Certificate(der: Vectors.bytes("\(folder)/vcek.der"))
        let chain = CertificateChain(leaf: vcek, intermediates: [milan.ask], root: milan.ark)
        #expect(try chain.fault(at: #require(Date(rfc3339: "2026-06-01T00:00:00Z"))) == nil)
    }

    @Test func `evidence on TDX without Intel's statements is rejected`() throws {
        let vector = AzureVectors.tdx[0]
        var judging = try AzureJudging.vector(vector)
        judging.collateral = nil
        #expect(judging.failures(try AzureVectors.evidence(vector)) == [.collateralMissing])
    }
}
