import OpenSSLKit
import Testing

@testable import Evidence

/// A TDREPORT beside the quote that was made from it.
@Suite struct TDReportTests {
    /// A report with the parts that a quote repeats; its digests are those of its parts, as anybody can make them.
    private func report(_ quote: FakeQuote) throws -> TDReport {
        let body = Array(quote.signedBytes.dropFirst(quote.version == 5 ? 54 : 48))
        var module: [UInt8] = [0xFF, 1, 3, 0, 0, 0, 0, 0]
        module += body[..<120]
        module += quote.teeTCBSVN2 ?? zeros(16)
        module += zeros(95)
        var guest = Array(body[120..<520])
        guest += quote.mrServiceTD
        guest += zeros(64)
        var bytes: [UInt8] = [0x81, 0, quote.mrServiceTD == zeros(48) ? 0 : 1]
        bytes += zeros(13)
        bytes += [UInt8](repeating: 7, count: 16)
        bytes += DigestAlgorithm.sha384.digest(module)
        bytes += DigestAlgorithm.sha384.digest(guest)
        bytes += body[520..<584]
        bytes += zeros(32)
        bytes += [UInt8](repeating: 9, count: 32)
        bytes += module
        bytes += zeros(17)
        bytes += guest
        return try TDReport(parsing: bytes)
    }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private func quoted(_ quote: FakeQuote) throws -> TDXReport {
        try TDXQuote(parsing: quote.encoded(by: FakeIntel.shared.get())).report
    }

    @Test func `what a quote of TDX 1_5 repeats is compared, and named where a quote does not`() throws {
        var quote = FakeQuote()
        func ignored(_ quote: FakeQuote) throws -> String? {
            var rules = RuleLog()
            let quoted = try quoted(quote)
            let report = try report(quote)
            #expect(report.agrees(with: quoted))
            report.noteIgnoredParts(beside: quoted, rules: &rules)
            #expect(rules.results.map(\.outcome) == [.notEvaluated])
            return rules.results.first?.found
        }
        let always = "CPUSVN, TEE_TCB_INFO_HASH, TEE_INFO_HASH, MAC, VALID, the version in REPORTTYPE, reserved bytes"
        #expect(try ignored(quote) == always + ", TEE_TCB_SVN_2, SERVTD_HASH")
        quote.version = 5
        quote.teeTCBSVN2 = [9] + zeros(15)
        quote.mrServiceTD = [UInt8](repeating: 8, count: 48)
        #expect(try ignored(quote) == always)

        var other = quote
        other.teeTCBSVN2 = [8] + zeros(15)
        #expect(try !report(quote).agrees(with: quoted(other)))
        other = quote
        other.mrServiceTD[47] ^= 1
        #expect(try !report(quote).agrees(with: quoted(other)))
    }
}
