import Bytes
import OpenSSLKit

/// The values of the platform configuration registers (PCRs) that a quote covers, by index.
///
/// Made only by comparing them to the quote's digest; whatever else came with the quote is dropped.
package struct TPMQuotedRegisters: Hashable, Sendable {
    /// The number of registers of a PC.
    package static let count = 24
    /// The size of a register of the SHA-256 bank.
    package static let size = 32

    /// The value of each register that is covered.
    package let values: [Int: [UInt8]]

    /// The value of a register; `nil` where the quote does not cover it.
    package subscript(index: Int) -> [UInt8]? { values[index] }

    /// Takes from `supplied`, one for each of the 24 registers, those that `quote` covers. Their digest is computed over
    /// the ones with the signed indices, in ascending order, so that no value can stand in the place of another.
    init(of quote: TPMQuote, supplied: [[UInt8]], rules: inout RuleLog) throws(EvidenceError) {
        guard supplied.count == Self.count, supplied.allSatisfy({ $0.count == Self.size }) else {
            throw EvidenceError(.evidenceMalformed, "there are not \(Self.count) registers of \(Self.size) bytes")
        }
        try Self.refuseMasquerade(quote.selection)
        let digest = DigestAlgorithm.sha256.digest(quote.selection.flatMap { supplied[$0] })
        try rules.require(
            .pcrDigestMismatch,
            digest == quote.pcrDigest,
            expected: quote.pcrDigest.hexadecimal,
            found: digest.hexadecimal,
            pass: "the registers are those that the TPM quoted",
            fail: "the registers are not those that the TPM quoted"
        )
        values = Dictionary(uniqueKeysWithValues: quote.selection.map { ($0, supplied[$0]) })
    }

    /// Refuses a selection that puts a register which anyone can reset in the place of one that a start extends.
    ///
    /// Here values are found by index. Verifiers that find them by position take PCR 16 for PCR 8 when {0…7, 16} is
    /// quoted, and a quote made for that is not one to vouch for.
    private static func refuseMasquerade(_ selection: [Int]) throws(EvidenceError) {
        let resettable = selection.filter(PCRPolicy.resettable.contains)
        guard resettable.isEmpty || PCRPolicy.boot.allSatisfy(selection.contains) else {
            throw EvidenceError(
                .pcrSelectionInvalid,
                expected: "all of PCR 0 to 15 beside PCR \(resettable.map(String.init).joined(separator: " and "))",
                found: selection.map(String.init).joined(separator: ", "),
                "the quote covers a register that anyone can reset instead of those that a start extends"
            )
        }
    }
}
