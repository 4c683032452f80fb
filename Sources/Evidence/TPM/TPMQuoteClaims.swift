import Bytes
import OpenSSLKit

/// What a TPM vouches for with a quote that was verified.
package struct TPMQuoteClaims: Hashable, Sendable {
    /// The quote; every field of it is signed.
    package let quote: TPMQuote
    /// The registers that the quote covers; those that it does not cover are not here.
    package let registers: TPMQuotedRegisters
    /// What whoever asked for the quote had signed along; may be empty.
    package var extraData: [UInt8] { quote.extraData }

    /// Judges a quote: its form, its signature by `key`, then the registers that come with it.
    init(
        of evidence: TPMQuoteEvidence,
        signature: TPMSignature,
        key: PublicKey,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let quote = try TPMQuote(parsing: evidence.message)
        rules.pass(.attestTypeInvalid, "what was signed is a quote that a TPM made")
        try rules.require(
            .tpmQuoteSignatureInvalid,
            signature.isValid(for: quote.bytes, by: key),
            pass: "the quote is signed by the attestation key",
            fail: "the quote is not signed by the attestation key"
        )
        rules.pass(
            .pcrSelectionInvalid,
            found: quote.selection.map(String.init).joined(separator: ", "),
            "the quote covers registers of the SHA-256 bank"
        )
        registers = try TPMQuotedRegisters(of: quote, supplied: evidence.registers, rules: &rules)
        self.quote = quote
        if !quote.clock.isSafe {
            rules.notEvaluated(
                .tpmClockUnsafe,
                found: "\(quote.clock.milliseconds) ms, reset \(quote.clock.resetCount)",
                "the TPM lost power and may have shown a later clock before"
            )
        }
    }
}
