import Bytes

/// A quote of Intel TDX, version 4 or 5, well formed and otherwise unchecked.
package struct TDXQuote: Hashable, Sendable {
    /// The largest quote. The kernel's documentation of TDX's guest device tells quotes of another kind (CWT) by their
    /// being larger.
    package static let sizeLimit = 8192

    package let header: TDXQuoteHeader
    package let report: TDXReport
    /// The header, the description of the body (version 5) and the body: what the attestation key signs.
    package let signedBytes: [UInt8]
    package let signature: TDXQuoteSignature
    /// How many bytes follow the signature data. Nobody signed them, and nothing reads them.
    package let paddingCount: Int
}

extension TDXQuote {
    /// Reads a quote strictly, except for what follows its signature data.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= Self.sizeLimit else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "at most \(Self.sizeLimit) bytes",
                found: "\(bytes.count) bytes",
                "the quote is larger than any that is signed with ECDSA"
            )
        }
        do {
            try self.init(fields: bytes)
        } catch let error as EvidenceError {
            throw error
        } catch let error as ByteReader.Truncated {
            throw EvidenceError(
                .quoteTruncated,
                expected: "at least \(error.offset + error.wanted) bytes",
                found: "\(bytes.count) bytes",
                "the quote is truncated"
            )
        } catch {
            throw EvidenceError(.quoteTruncated, "the quote is truncated")
        }
    }

    private init(fields bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        header = try TDXQuoteHeader(&reader)
        let format = header.version == 5 ? try Self.format(&reader) : .tdx10
        report = try TDXReport(&reader, as: format)
        signedBytes = Array(bytes[..<reader.offset])
        let size: UInt32 = try reader.littleEndian()
        signature = try TDXQuoteSignature(parsing: reader.take(Int(size)))
        paddingCount = reader.remaining
    }

    /// The type and size of the body, which version 5 states.
    private static func format(_ reader: inout ByteReader) throws -> TDXReport.Format {
        let type: UInt16 = try reader.littleEndian()
        let size: UInt32 = try reader.littleEndian()
        guard let format = TDXReport.Format(rawValue: type), Int(size) == format.size else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "type 2 of 584 bytes, type 3 of 648 bytes or type 4 of 885 bytes",
                found: "type \(type) of \(size) bytes",
                type == 1 ? "the quote is one of SGX" : "the quote's body is of an unknown type"
            )
        }
        return format
    }
}
