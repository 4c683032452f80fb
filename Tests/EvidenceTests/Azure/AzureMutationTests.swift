import Builds
import Bytes
import OpenSSLKit
import Testing

@testable import Evidence

/// No bit of Azure's evidence can be changed but those that the tests name. The hardware is verified once, and what does
/// not touch its report is judged from there on; sweeps run from several starts, so that they use all cores.
@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct AzureMutationTests {
    private static let snp = AzureVectors.snp[4]
    private static let tdx = AzureVectors.tdx[0]

    /// A genuine machine, its hardware verified.
    private struct Machine {
        let vector: AzureVectors.Genuine
        let evidence: AzureEvidence
        let claims: AzureClaims

        init(_ vector: AzureVectors.Genuine) throws {
            self.vector = vector
            evidence = try AzureVectors.evidence(vector)
            claims = try #require(try AzureJudging.vector(vector).claims(evidence))
        }

        /// What evidence with the same hardware report says; `nil` where it is rejected, or the report is another.
        func claims(_ changed: AzureEvidence) -> AzureClaims? {
            let kind: HCLReport.Hardware = vector.platform == .azureTDX ? .tdx : .snp
            var rules = RuleLog()
            guard let authentication = try? AzureAuthentication(of: changed, on: kind) else { return nil }
            switch claims.hardware {
            case .snp(let hardware):
                guard authentication.report.hardwareReport == hardware.report.bytes else { return nil }
                let reportData = hardware.report.reportData.bytes
                return try? authentication.claims(of: claims.hardware, reportData: reportData, rules: &rules)
            case .tdx(let hardware):
                guard let report = try? TDReport(parsing: authentication.report.hardwareReport),
                    report.agrees(with: hardware.report)
                else { return nil }
                let reportData = hardware.report.reportData
                return try? authentication.claims(of: claims.hardware, reportData: reportData, rules: &rules)
            }
        }

        /// In which bytes of `bytes` a bit can be flipped in what `change` makes of them. All bits of each are tried, and
        /// one of each from `sampled` on.
        func accepted(
            _ bytes: [UInt8],
            at positions: some Sequence<Int>,
            sampled: Int,
            _ change: ([UInt8]) -> AzureEvidence
        ) -> Set<Int> {
            var accepted: Set<Int> = []
            for byte in positions {
                for bit in byte < sampled ? 0..<8 : byte % 8..<byte % 8 + 1 {
                    var mutated = bytes
                    mutated[byte] ^= 1 << bit
                    if claims(change(mutated)) != nil { accepted.insert(byte) }
                }
            }
            return accepted
        }
    }

    @Test(arguments: 0..<4)
    func `every flipped bit of a paravisor's report on SNP is rejected`(start: Int) throws {
        let machine = try Machine(Self.snp)
        #expect(machine.claims(machine.evidence) == machine.claims)
        let report = machine.evidence.report
        let positions = stride(from: start, to: report.count, by: 4).filter { !(0x20..<0x4C0).contains($0) }
        let accepted = machine.accepted(report, at: positions, sampled: Self.paddingStart(of: report)) {
            machine.evidence.with(report: $0)
        }
        #expect(accepted == [])
    }

    /// Where the zeros begin that follow the runtime data.
    private static func paddingStart(of report: [UInt8]) -> Int {
        HCLReport.headerSize + ((try? HCLReport(parsing: report))?.runtimeData.count ?? 0)
    }

    /// One bit of each byte, judged from the beginning: the hardware's report inside the paravisor's.
    @Test(arguments: 0..<4)
    func `a changed byte of the hardware's report is rejected`(start: Int) throws {
        let machine = try Machine(Self.snp)
        let judging = try AzureJudging.vector(Self.snp)
        for byte in stride(from: 0x20 + start, to: 0x4C0, by: 4) {
            var report = machine.evidence.report
            report[byte] ^= 1 << (byte / 4 % 8)
            #expect(judging.claims(machine.evidence.with(report: report)) == nil, "byte \(byte)")
        }
    }

    /// Of a TDREPORT, only the processor that made it can check MAC, and with it CPUSVN. Nothing is taken from there.
    @Test(arguments: 0..<4)
    func `every flipped bit of a paravisor's report on TDX is rejected, but for what only the processor can check`(
        start: Int
    ) throws {
        let machine = try Machine(Self.tdx)
        #expect(machine.claims(machine.evidence) == machine.claims)
        let original = machine.evidence.report
        let positions = stride(from: start, to: original.count, by: 4)
        let accepted = machine.accepted(original, at: positions, sampled: Self.paddingStart(of: original)) {
            machine.evidence.with(report: $0)
        }
        let unchecked = Array(0x20 + 16..<0x20 + 32) + Array(0x20 + 224..<0x20 + 256)
        #expect(accepted == Set(unchecked.filter { $0 % 4 == start }))
        for byte in unchecked {
            var report = machine.evidence.report
            report[byte] ^= 1
            #expect(machine.claims(machine.evidence.with(report: report)) == machine.claims)
        }
    }

    @Test(arguments: [snp, tdx])
    func `every changed byte of the quote and of its signature is rejected`(vector: AzureVectors.Genuine) throws {
        let machine = try Machine(vector)
        let (evidence, quote) = (machine.evidence, machine.evidence.quote)
        func accepted(_ bytes: [UInt8], _ change: ([UInt8]) -> AzureEvidence) -> Set<Int> {
            machine.accepted(bytes, at: bytes.indices, sampled: 0, change)
        }
        #expect(accepted(quote.message) { evidence.with(message: $0) } == [])
        #expect(accepted(quote.signature) { evidence.with(signature: $0) } == [])
    }

    @Test func `every changed register is rejected`() throws {
        let machine = try Machine(Self.snp)
        for index in 0..<24 {
            for byte in [0, 13, 31] {
                var registers = machine.evidence.quote.registers
                registers[index][byte] ^= 1 << (byte % 8)
                #expect(machine.claims(machine.evidence.with(registers: registers)) == nil)
            }
        }
    }

    /// The index in the TPM is larger than the report, and how large is nobody's business. Zeros after the report are the
    /// one thing that can be more or fewer.
    @Test(arguments: [snp, tdx])
    func `every truncated report is rejected, and only zeros can follow one`(vector: AzureVectors.Genuine) throws {
        let machine = try Machine(vector)
        let report = machine.evidence.report
        let end = Self.paddingStart(of: report)
        for count in 0..<end {
            #expect(throws: EvidenceError.self) { try HCLReport(parsing: Array(report[..<count])) }
        }
        for count in [end, end + 1, report.count - 1, report.count] {
            let cut = Array(report[..<count])
            #expect(machine.claims(machine.evidence.with(report: cut)) == machine.claims)
        }
        #expect(machine.claims(machine.evidence.with(report: report + [0])) == machine.claims)
        #expect(machine.claims(machine.evidence.with(report: report + [1])) == nil)
        let large = report + [UInt8](repeating: 0, count: HCLReport.sizeLimit - report.count)
        #expect(machine.claims(machine.evidence.with(report: large)) == machine.claims)
        #expect(machine.claims(machine.evidence.with(report: large + [0])) == nil)
    }

    @Test func `every truncated quote and signature is rejected`() throws {
        let machine = try Machine(Self.snp)
        let (evidence, quote) = (machine.evidence, machine.evidence.quote)
        for count in 0..<quote.message.count {
            #expect(machine.claims(evidence.with(message: Array(quote.message[..<count]))) == nil)
        }
        for count in [0, 1, 6, 128, 255] {
            #expect(machine.claims(evidence.with(signature: Array(quote.signature[..<count]))) == nil)
        }
        #expect(machine.claims(evidence.with(message: quote.message + [0])) == nil)
        #expect(machine.claims(evidence.with(signature: quote.signature + [0])) == nil)
    }

    /// Two numbers stand outside of everything that is signed or hashed, and have two accepted values; no bit leads from
    /// one to the other, and nothing depends on them: the version of the evidence and, on SNP, that of the report.
    @Test func `the versions that can be either are named`() throws {
        let machine = try Machine(Self.snp)
        var report = machine.evidence.report
        #expect(report[4] == 1)
        report[4] = 2
        #expect(machine.claims(machine.evidence.with(report: report)) == machine.claims)
        report[4] = 3
        #expect(machine.claims(machine.evidence.with(report: report)) == nil)
        let tdx = try Machine(Self.tdx)
        report = tdx.evidence.report
        report[4] = 1
        #expect(tdx.claims(tdx.evidence.with(report: report)) == nil)
        #expect(Set(try AzureVectors.snp.map { try AzureVectors.evidence($0).version }) == [1, 2])
    }
}
