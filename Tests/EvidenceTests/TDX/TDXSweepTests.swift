import Builds
import Bytes
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct TDXSweepTests {
    private static let time = Date(timeIntervalSince1970: 1_773_964_800)
    private static let quote = Result { try TDXVectors.quote("tdx/v5-90c06f-gotdx") }
    private static let collateral = Result { try TDXVectors.collateral("tdx/collateral/90c06f-2026-03") }

    /// Whether the quote by itself holds. Asked without collateral, so that neither a statement about the platform nor
    /// a policy can hide a mutation.
    private func isAuthentic(_ quote: [UInt8]) -> Bool {
        var rules = RuleLog()
        do throws(EvidenceError) {
            _ = try TDXAuthentication(reader: IntelReader(root: IntelRoots.sgxRootCA), time: Self.time)
                .claims(quote: quote, collateral: nil, rules: &rules)
            return true
        } catch {
            return error.code == .collateralMissing
        }
    }

    @Test func `a genuine quote holds before it is changed`() throws {
        #expect(isAuthentic(try Self.quote.get()))
    }

    /// Where the certificates begin: behind them are only they.
    private static let certificates = 702 + 4 + 622

    /// Judged below the chain, which is the same each time. Every eighth byte from each of eight starts, so that the
    /// sweep runs on all cores.
    @Test(arguments: 0..<8)
    func `every bit of what is signed and of what signs it is rejected when flipped`(start: Int) throws {
        let original = try Self.quote.get()
        var rules = RuleLog()
        let chain = try PCKChain(
            parsing: TDXQuote(parsing: original).signature.certificates,
            by: IntelReader(root: IntelRoots.sgxRootCA),
            at: Self.time,
            rules: &rules
        )
        var accepted: [Int] = []
        for byte in stride(from: start, to: Self.certificates, by: 8) {
            // All bits of what says something about the guest, one of every other byte.
            for bit in byte < 702 ? Array(0..<8) : [byte / 8 % 8] {
                var quote = original
                quote[byte] ^= 1 << bit
                guard let parsed = try? TDXQuote(parsing: quote) else { continue }
                var rules = RuleLog()
                let key = chain.leaf.publicKey
                if (try? TDXAuthentication.verifySignatures(of: parsed, under: key, rules: &rules)) != nil {
                    accepted.append(byte)
                }
            }
        }
        #expect(accepted.isEmpty)
    }

    @Test(arguments: 0..<8)
    func `one bit flipped in any byte of the certificates is rejected`(start: Int) throws {
        let original = try Self.quote.get()[Self.certificates...]
        var accepted: [Int] = []
        for byte in stride(from: original.startIndex + start, to: original.endIndex, by: 8) {
            var text = original
            text[byte] ^= 1 << (byte / 8 % 8)
            var rules = RuleLog()
            let chain = try? PCKChain(
                parsing: Array(text),
                by: IntelReader(root: IntelRoots.sgxRootCA),
                at: Self.time,
                rules: &rules
            )
            if chain != nil { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }

    @Test func `line ends of the certificates cannot be changed into other white space`() throws {
        let original = try Self.quote.get()
        let ends = original.indices.filter { original[$0] == 0x0A && $0 > 1300 }
        #expect(ends.count > 50)
        var accepted: [Int] = []
        for (position, end) in ends.enumerated() {
            var quote = original
            quote[end] = ([0x09, 0x0B, 0x0C, 0x0D, 0x20] as [UInt8])[position % 5]
            if isAuthentic(quote) { accepted.append(end) }
        }
        for byte in [0x09, 0x0B, 0x0C, 0x0D, 0x20] as [UInt8] {
            var quote = original
            quote[ends[ends.count - 1]] = byte
            if isAuthentic(quote) { accepted.append(Int(byte)) }
        }
        #expect(accepted.isEmpty)
    }

    @Test func `every truncated quote is rejected`() throws {
        let original = try Self.quote.get()
        for count in 0..<original.count where (try? TDXQuote(parsing: Array(original[..<count]))) != nil {
            Issue.record("\(count) bytes were read as a quote")
        }
    }

    @Test func `bytes behind the signature data do not matter`() throws {
        let original = try TDXVectors.quote("tdx/v4-50806f-gotdx-spr")
        let used = original.count - (try TDXQuote(parsing: original).paddingCount)
        for quote in [original, Array(original[..<used]), Array(original[..<used]) + [UInt8](repeating: 1, count: 9)] {
            #expect(isAuthentic(quote))
        }
    }

    /// Every part of the collateral, one bit of every some bytes. Only the collateral is judged each time.
    @Test(
        arguments: [
            "pck_crl_issuer_chain", "root_ca_crl", "pck_crl", "tcb_info_issuer_chain", "tcb_info",
            "tcb_info_signature", "qe_identity_issuer_chain", "qe_identity", "qe_identity_signature",
        ]
    )
    func `one bit flipped in any part of the collateral is rejected`(name: String) throws {
        var rules = RuleLog()
        let quote = try TDXQuote(parsing: Self.quote.get())
        let reader = IntelReader(root: IntelRoots.sgxRootCA)
        let chain = try PCKChain(parsing: quote.signature.certificates, by: reader, at: Self.time, rules: &rules)
        let judge = TDXCollateralAuthentication(reader: reader, time: Self.time)
        func isAuthentic(_ collateral: JSONValue) -> Bool {
            var rules = RuleLog()
            let statements = try? judge.statements(in: TDXCollateral(collateral), of: chain, rules: &rules)
            return statements != nil && !rules.hasFailure
        }
        let whole = try Self.collateral.get()
        #expect(isAuthentic(whole))
        let text = Array(try #require(whole[name]?.string).utf8)
        var accepted: [Int] = []
        for byte in stride(from: 0, to: text.count, by: max(1, text.count / 48)) {
            var changed = text
            changed[byte] ^= 1 << (byte % 7)
            guard let string = String(validating: changed, as: UTF8.self), var members = whole.object else { continue }
            members[name] = .string(string)
            if isAuthentic(.object(members)) { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }
}
