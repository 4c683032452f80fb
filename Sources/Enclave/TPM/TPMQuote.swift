import OpenSSLKit

/// A quote over all registers of the SHA-256 bank, with the values that it was made over.
package struct TPMQuote: Hashable, Sendable {
    /// TPMS_ATTEST.
    package let message: [UInt8]
    /// TPMT_SIGNATURE.
    package let signature: [UInt8]
    package let registers: TPMRegisters
}

extension TPM {
    /// How often a quote is repeated when a register changed between it and the reading.
    package static var quoteAttempts: Int { 5 }

    /// Quotes and reads the registers until the two belong together.
    package borrowing func coherentQuote(
        with handle: UInt32,
        qualifyingData: [UInt8]
    ) throws(EnclaveError) -> TPMQuote {
        for _ in 0..<Self.quoteAttempts {
            let (message, signature) = try quote(with: handle, qualifyingData: qualifyingData)
            let registers = try readRegisters()
            // A TPMS_ATTEST of type quote ends with the digest of the registers, a TPM2B.
            if message.suffix(34).elementsEqual([0, 32] + registers.digest(.sha256)) {
                return TPMQuote(message: message, signature: signature, registers: registers)
            }
        }
        throw EnclaveError(
            .interference,
            "TPM2_Quote",
            "the registers changed between each of \(Self.quoteAttempts) quotes and their reading"
        )
    }
}
