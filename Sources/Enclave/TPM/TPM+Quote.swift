package import Evidence
import OpenSSLKit

extension TPM {
    /// The registers that are quoted: all that a PC's TPM has.
    static var registers: Range<Int> { 0..<24 }
    /// How often a quote is repeated when a register changed between it and the reading.
    package static var quoteAttempts: Int { 5 }

    /// Quotes all registers of the SHA-256 bank and reads them, until the two belong together.
    package borrowing func coherentQuote(
        with handle: UInt32,
        qualifyingData: [UInt8]
    ) throws(EnclaveError) -> TPMQuoteEvidence {
        for _ in 0..<Self.quoteAttempts {
            let (message, signature) = try quote(with: handle, qualifyingData: qualifyingData)
            let registers = try readRegisters()
            let quote: TPMQuote
            do throws(EvidenceError) {
                quote = try TPMQuote(parsing: message)
            } catch {
                throw EnclaveError(.malformed, "TPM2_Quote", error.message)
            }
            guard quote.extraData == qualifyingData, quote.selection == Array(Self.registers) else {
                throw EnclaveError(.malformed, "TPM2_Quote", "the quote is not the one that was asked for")
            }
            if quote.pcrDigest == DigestAlgorithm.sha256.digest(Array(registers.joined())) {
                return TPMQuoteEvidence(message: message, signature: signature, registers: registers)
            }
        }
        throw EnclaveError(
            .interference,
            "TPM2_Quote",
            "the registers changed between each of \(Self.quoteAttempts) quotes and their reading"
        )
    }
}
