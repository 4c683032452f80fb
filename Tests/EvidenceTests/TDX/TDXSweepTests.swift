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
            _ = try TDXAuthentication(root: IntelRoots.sgxRootCA, time: Self.time)
                .claims(quote: quote, collateral: nil, rules: &rules)
            return true
        } catch {
            return error.code == .collateralMissing
        }
    }

    /// One bit of every eighth byte from each of eight starts, so that the sweep runs on all cores.
    @Test(arguments: 0..<8)
    func `one bit flipped in any byte of a genuine quote is rejected`(start: Int) throws {
        let original = try Self.quote.get()
        #expect(isAuthentic(original))
        var accepted: [Int] = []
        for byte in stride(from: start, to: original.count, by: 8) {
            var quote = original
            quote[byte] ^= 1 << ((byte / 8) % 8)
            if isAuthentic(quote) { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }

    /// What lies outside the certificates, which are the bulk and whose text is compared as a whole.
    @Test(arguments: 0..<8)
    func `every bit of what is signed and of what signs it is rejected when flipped`(bit: Int) throws {
        let original = try Self.quote.get()
        var accepted: [Int] = []
        for byte in 0..<(702 + 4 + 594 + 32 + 40) {
            var quote = original
            quote[byte] ^= 1 << bit
            if isAuthentic(quote) { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }

    @Test func `line ends of the certificates cannot be changed into other white space`() throws {
        let original = try Self.quote.get()
        let ends = original.indices.filter { original[$0] == 0x0A && $0 > 1300 }
        #expect(ends.count > 50)
        for end in ends {
            for byte in [0x09, 0x0B, 0x0C, 0x0D, 0x20] as [UInt8] {
                var quote = original
                quote[end] = byte
                #expect(!isAuthentic(quote), "\(end)")
            }
        }
    }

    @Test func `every truncated quote is rejected`() throws {
        let original = try Self.quote.get()
        for count in 0..<original.count {
            #expect(throws: EvidenceError.self) { try TDXQuote(parsing: Array(original[..<count])) }
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
        let root = IntelRoots.sgxRootCA
        let chain = try PCKChain(parsing: quote.signature.certificates, root: root, at: Self.time, rules: &rules)
        let judge = TDXCollateralAuthentication(root: root, time: Self.time)
        func isAuthentic(_ collateral: JSONValue) -> Bool {
            var rules = RuleLog()
            let statements = try? judge.statements(in: TDXCollateral(collateral), of: chain, rules: &rules)
            return statements != nil && !rules.hasFailure
        }
        let whole = try Self.collateral.get()
        #expect(isAuthentic(whole))
        let text = Array(try #require(whole[name]?.string).utf8)
        var accepted: [Int] = []
        for byte in stride(from: 0, to: text.count, by: max(1, text.count / 64)) {
            var changed = text
            changed[byte] ^= 1 << (byte % 7)
            guard let string = String(validating: changed, as: UTF8.self), var members = whole.object else { continue }
            members[name] = .string(string)
            if isAuthentic(.object(members)) { accepted.append(byte) }
        }
        #expect(accepted.isEmpty)
    }
}
