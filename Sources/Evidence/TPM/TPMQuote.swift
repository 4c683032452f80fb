import Bytes

/// A quote: the TPMS_ATTEST that a TPM signed (TPM 2.0 library, part 2, section 10.12.12), well formed and otherwise
/// unchecked.
package struct TPMQuote: Hashable, Sendable {
    /// The largest TPMS_ATTEST that is read, in bytes; a quote of one bank has at most 179.
    package static let sizeLimit = 1024
    /// The most bytes that a TPM takes as qualifyingData (TPM2B_DATA).
    package static let extraDataLimit = 66

    /// All bytes, as received. The signature is always checked over these.
    package let bytes: [UInt8]
    /// The Qualified Name of the key that signed.
    package let qualifiedSigner: TPMName
    /// What whoever asked for the quote had signed along; may be empty.
    package let extraData: [UInt8]
    /// When, and after how many starts.
    package let clock: Clock
    /// The version of the TPM's firmware, as its maker counts.
    package let firmwareVersion: UInt64
    /// The registers that are quoted, in ascending order, at least one.
    package let selection: [Int]
    /// The SHA-256 of the quoted registers' values, one after the other.
    package let pcrDigest: [UInt8]

    /// TPMS_CLOCK_INFO: time since the TPM was made or cleared, as it counts it. It is no date.
    package struct Clock: Hashable, Sendable {
        /// In milliseconds.
        package let milliseconds: UInt64
        /// How often the TPM was reset, which a machine's start does.
        package let resetCount: UInt32
        /// How often it was suspended or restarted since.
        package let restartCount: UInt32
        /// Whether no larger value was reported before the power failed.
        package let isSafe: Bool
    }
}

extension TPMQuote {
    private static let magic: [UInt8] = [0xFF, 0x54, 0x43, 0x47]
    private static let type: [UInt8] = [0x80, 0x18]

    /// Reads a quote strictly. The magic comes first and the type second: a restricted key signs other statements too,
    /// with extraData of anyone's choice, and an unrestricted one signs anything.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= Self.sizeLimit else {
            throw EvidenceError(
                .attestFormatInvalid,
                expected: "at most \(Self.sizeLimit) bytes",
                found: "\(bytes.count) bytes",
                "the quote is too large"
            )
        }
        var reader = TPMReader(bytes, of: "quote", code: .attestFormatInvalid)
        try Self.require(Self.magic, .attestMagicInvalid, "what was signed was not made by a TPM", &reader)
        try Self.require(Self.type, .attestTypeInvalid, "what was signed is not a quote", &reader)
        self.bytes = bytes
        guard let signer = TPMName(try reader.sized("qualifiedSigner", 0...68)) else {
            throw reader.malformed("qualifiedSigner is not a Name of SHA-256")
        }
        qualifiedSigner = signer
        extraData = try reader.sized("extraData", 0...Self.extraDataLimit)
        clock = try Clock(from: &reader)
        firmwareVersion = try reader.integer()
        selection = try Self.selection(from: &reader)
        pcrDigest = try reader.sized("pcrDigest", 32...32)
        try reader.finish()
    }

    private static func require(
        _ expected: [UInt8],
        _ code: ReasonCode,
        _ message: String,
        _ reader: inout TPMReader
    ) throws(EvidenceError) {
        let found = try reader.take(expected.count)
        guard found == expected else {
            throw EvidenceError(code, expected: expected.hexadecimal, found: found.hexadecimal, message)
        }
    }

    /// TPML_PCR_SELECTION: one bank, of SHA-256, with three bytes of which the lowest bit of the first is register 0.
    private static func selection(from reader: inout TPMReader) throws(EvidenceError) -> [Int] {
        let banks: UInt32 = try reader.integer()
        guard banks == 1 else {
            throw EvidenceError(
                .pcrSelectionInvalid,
                expected: "1 bank",
                found: "\(banks) banks",
                "the quote does not cover exactly one bank of registers"
            )
        }
        let algorithm = try reader.take(2)
        guard algorithm == [0x00, 0x0B] else {
            throw EvidenceError(
                .pcrSelectionInvalid,
                expected: "000b (SHA-256)",
                found: algorithm.hexadecimal,
                "the quote covers registers of another bank"
            )
        }
        let size: UInt8 = try reader.integer()
        guard size == 3 else {
            throw EvidenceError(
                .pcrSelectionInvalid,
                expected: "3 bytes",
                found: "\(size) bytes",
                "the quote selects from another number of registers than 24"
            )
        }
        let bitmap = try reader.take(3)
        let selection = (0..<TPMQuotedRegisters.count).filter { bitmap[$0 / 8] >> ($0 % 8) & 1 == 1 }
        guard !selection.isEmpty else {
            throw EvidenceError(.pcrSelectionInvalid, "the quote covers no register")
        }
        return selection
    }
}

extension TPMQuote.Clock {
    fileprivate init(from reader: inout TPMReader) throws(EvidenceError) {
        milliseconds = try reader.integer()
        resetCount = try reader.integer()
        restartCount = try reader.integer()
        switch try reader.integer(UInt8.self) {
        case 0: isSafe = false
        case 1: isSafe = true
        default: throw reader.malformed("safe is neither 0 nor 1")
        }
    }
}
