import Builds
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

/// Parts of genuine machines that do not belong together.
@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct AzureSwapTests {
    private struct Pair: Sendable, CustomStringConvertible {
        let one: AzureVectors.Genuine
        let other: AzureVectors.Genuine
        var description: String { "\(one) with \(other)" }
    }

    private static let pairs = [AzureVectors.snp, AzureVectors.tdx].flatMap { machines in
        machines.flatMap { one in machines.filter { $0.id != one.id }.map { Pair(one: one, other: $0) } }
    }

    @Test func `the quote of another machine is rejected`() throws {
        for pair in Self.pairs {
            let judging = try AzureJudging.vector(pair.one)
            let (one, other) = (try AzureVectors.evidence(pair.one), try AzureVectors.evidence(pair.other))
            #expect(judging.failures(one.with(quoteOf: other)) == [.tpmQuoteSignatureInvalid], "\(pair)")
            let signature = other.quote.signature
            #expect(judging.failures(one.with(signature: signature)) == [.tpmQuoteSignatureInvalid], "\(pair)")
            let registers = other.quote.registers
            #expect(judging.failures(one.with(registers: registers)) == [.pcrDigestMismatch], "\(pair)")
        }
    }

    @Test func `the report of another machine is rejected`() throws {
        for pair in Self.pairs {
            let judging = try AzureJudging.vector(pair.one)
            let (one, other) = (try AzureVectors.evidence(pair.one), try AzureVectors.evidence(pair.other))
            let failures = judging.failures(one.with(report: other.report))
            if pair.one.platform == .azureTDX {
                #expect(failures == [.tdReportMismatch, .akBindingInvalid], "\(pair)")
            } else {
                #expect(failures.isSuperset(of: [.reportSignatureInvalid, .vcekHardwareIDMismatch]), "\(pair)")
                #expect(failures.subtracting([.vcekTCBMismatch]).count == 2, "\(pair)")
            }
        }
    }

    /// With a certificate that fits the other report, everything about the hardware holds, and only the key gives it away.
    @Test func `genuine hardware with the quote of an attacker's TPM is rejected`() throws {
        for pair in Self.pairs where pair.one.platform == .azureSNP {
            let (one, other) = (try AzureVectors.evidence(pair.one), try AzureVectors.evidence(pair.other))
            let mixed = one.with(report: other.report, hardware: other.hardware)
            #expect(try AzureJudging.vector(pair.one).failures(mixed) == [.tpmQuoteSignatureInvalid], "\(pair)")
        }
    }

    @Test func `the runtime data of another machine is rejected`() throws {
        for pair in Self.pairs {
            let (one, other) = (try AzureVectors.evidence(pair.one), try AzureVectors.evidence(pair.other))
            // All but the hardware's report is the other machine's.
            var report = other.report
            report.replaceSubrange(0x20..<0x4C0, with: one.report[0x20..<0x4C0])
            let mixed = one.with(quoteOf: other).with(report: report)
            #expect(try AzureJudging.vector(pair.one).failures(mixed) == [.akBindingInvalid], "\(pair)")
        }
    }

    @Test func `a quote of another guest is rejected`() throws {
        let (one, other) = (AzureVectors.tdx[0], AzureVectors.tdx[1])
        let evidence = try AzureVectors.evidence(one).with(hardware: AzureVectors.evidence(other).hardware)
        var judging = try AzureJudging.vector(other)
        #expect(judging.failures(evidence) == [.tdReportMismatch, .akBindingInvalid])
        // Intel's statements about the one platform say nothing of the other.
        judging.collateral = try AzureVectors.collateral(one)
        judging.time = try AzureJudging.vector(one).time
        #expect(judging.failures(evidence) == [.pckFMSPCMismatch])
    }

    @Test func `evidence of the one kind of hardware is not that of the other`() throws {
        let (snp, tdx) = (
            try AzureVectors.evidence(AzureVectors.snp[0]), try AzureVectors.evidence(AzureVectors.tdx[0])
        )
        let (onSNP, onTDX) = (
            try AzureJudging.vector(AzureVectors.snp[0]), try AzureJudging.vector(AzureVectors.tdx[0])
        )
        #expect(onTDX.failures(snp) == [.evidenceMalformed])
        #expect(onSNP.failures(tdx) == [.evidenceMalformed])
        #expect(onTDX.failures(tdx.with(report: snp.report)) == [.hclTypeMismatch])
        #expect(onSNP.failures(snp.with(report: tdx.report)) == [.hclTypeMismatch])
    }

    @Test func `the hardware's report by itself is not evidence of a paravisor`() throws {
        let vector = AzureVectors.snp[0]
        let bare = try AzureVectors.evidence(vector).with(report: Vectors.bytes("\(vector.id)/hw_report.bin"))
        #expect(try AzureJudging.vector(vector).failures(bare) == [.hclFormatInvalid])
    }

    @Test func `roots of the stand-in, or under another name, vouch for nothing`() throws {
        let vector = AzureVectors.snp[0]
        let evidence = try AzureVectors.evidence(vector)
        let milan = try #require(SNPTrustRoots.pinned[.milan])
        for line in [SNPProductLine.simulated, .genoa] {
            let renamed = SNPTrustRoots(productLine: line, ark: milan.ark, ask: milan.ask, asvk: nil)
            var judging = try AzureJudging.vector(vector)
            judging.roots = [.milan: renamed, line: renamed]
            #expect(judging.failures(evidence) == [.vcekChainInvalid])
        }
    }
}
