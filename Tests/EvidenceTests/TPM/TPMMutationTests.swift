import Bytes
import OpenSSLKit
import Testing

@testable import Evidence

/// No bit of what a TPM says can be changed; each sweep runs from several starts, so that it uses all cores.
@Suite struct TPMMutationTests {
    /// Asked below the reading of JSON, and before any policy, so that neither can hide a mutation.
    private func isGenuine(_ evidence: TPMEvidence) -> Bool {
        var rules = RuleLog()
        let time = JudgementTime(TPMJudging().time, .given)
        return (try? TPMVerifier(roots: []).claims(of: evidence, TPMCollateral(), at: time, rules: &rules)) != nil
    }

    /// Which bits of `bytes` can be flipped in what `evidence` makes of them.
    private func accepted(
        _ bytes: [UInt8],
        from start: Int,
        step: Int,
        _ evidence: ([UInt8]) -> TPMEvidence
    ) -> [String] {
        var accepted: [String] = []
        for byte in stride(from: start, to: bytes.count, by: step) {
            for bit in 0..<8 {
                var mutated = bytes
                mutated[byte] ^= 1 << bit
                if isGenuine(evidence(mutated)) { accepted.append("\(byte).\(bit)") }
            }
        }
        return accepted
    }

    @Test(arguments: 0..<4)
    func `every flipped bit of a quote is rejected`(start: Int) throws {
        for mint in [try TPMMint.rsa(), try TPMMint.ecdsa()] {
            let genuine = try mint.evidence()
            #expect(isGenuine(genuine))
            let accepted = accepted(genuine.quote.message, from: start, step: 4) { message in
                let quote = TPMQuoteEvidence(
                    message: message,
                    signature: genuine.quote.signature,
                    registers: genuine.quote.registers
                )
                return TPMEvidence(quote: quote, attestationKey: genuine.attestationKey)
            }
            #expect(accepted == [])
        }
    }

    @Test(arguments: 0..<4)
    func `every flipped bit of a signature is rejected`(start: Int) throws {
        for mint in [try TPMMint.rsa(), try TPMMint.ecdsa()] {
            let genuine = try mint.evidence()
            let accepted = accepted(genuine.quote.signature, from: start, step: 4) { signature in
                let quote = TPMQuoteEvidence(
                    message: genuine.quote.message,
                    signature: signature,
                    registers: genuine.quote.registers
                )
                return TPMEvidence(quote: quote, attestationKey: genuine.attestationKey)
            }
            #expect(accepted == [])
        }
    }

    @Test func `a changed register is rejected, and dropped where the quote does not cover it`() throws {
        var mint = try TPMMint.rsa()
        mint.attest.banks = [(0x000B, [0, 4, 9, 15])]
        let genuine = try mint.evidence()
        let quote = try #require(TPMJudging().claims(genuine))
        for index in 0..<24 {
            for byte in 0..<32 {
                var registers = genuine.quote.registers
                registers[index][byte] ^= 1 << (byte % 8)
                let changed = TPMQuoteEvidence(
                    message: genuine.quote.message,
                    signature: genuine.quote.signature,
                    registers: registers
                )
                let evidence = TPMEvidence(quote: changed, attestationKey: genuine.attestationKey)
                if [0, 4, 9, 15].contains(index) {
                    #expect(TPMJudging().failures(evidence) == [.pcrDigestMismatch])
                } else {
                    #expect(isGenuine(evidence))
                    if byte == 0 { #expect(TPMJudging().claims(evidence) == quote) }
                }
            }
        }
    }

    /// The Name covers every bit. A certificate covers the key only: of the rest, the four attributes that an attestation
    /// key may or may not have can be changed beneath it, and nothing believes them.
    @Test(arguments: 0..<4)
    func `every flipped bit of the attestation key is rejected`(start: Int) throws {
        for mint in [try TPMMint.rsa(), try TPMMint.ecdsa()] {
            let genuine = try mint.evidence()
            let judging = TPMJudging.pinning(mint.name)
            #expect(judging.failures(genuine) == [])
            let unpinned = accepted(genuine.attestationKey, from: start, step: 4) {
                TPMEvidence(quote: genuine.quote, attestationKey: $0)
            }
            // stClear (2), userWithAuth (6) and adminWithPolicy (7), noDA (10), in bytes 9 and 8 of the structure.
            #expect(Set(unpinned).isSubset(of: ["9.2", "9.6", "9.7", "8.2"]))
            for (byte, bit) in [(9, 2), (9, 6), (9, 7), (8, 2)] where byte % 4 == start {
                var key = genuine.attestationKey
                key[byte] ^= 1 << bit
                let evidence = TPMEvidence(quote: genuine.quote, attestationKey: key)
                #expect(judging.failures(evidence) == [.akNotTrusted])
            }
        }
    }

    @Test func `everything truncated or extended is rejected`() throws {
        for mint in [try TPMMint.rsa(), try TPMMint.ecdsa()] {
            let genuine = try mint.evidence()
            func cuts(_ bytes: [UInt8]) -> [[UInt8]] { (0..<bytes.count).map { Array(bytes[..<$0]) } + [bytes + [0]] }
            for message in cuts(genuine.quote.message) {
                #expect(throws: EvidenceError.self) { try TPMQuote(parsing: message) }
            }
            for signature in cuts(genuine.quote.signature) {
                #expect(throws: EvidenceError.self) { try TPMSignature(parsing: signature) }
            }
            for key in cuts(genuine.attestationKey) {
                #expect(throws: EvidenceError.self) { try TPMPublicArea(parsing: key) }
            }
        }
    }
}
