import Bytes

/// The header of a quote, 48 bytes that versions 4 and 5 share (DCAP quoting library API, appendices A.3.1 and A.4.1).
package struct TDXQuoteHeader: Hashable, Sendable {
    /// Intel's quoting enclave.
    package static let intelVendorID: [UInt8] = [
        0x93, 0x9A, 0x72, 0x33, 0xF7, 0x9C, 0x4C, 0xA9, 0x94, 0x0A, 0x0D, 0xB3, 0x95, 0x7F, 0x06, 0x07,
    ]

    /// 4 or 5.
    package let version: UInt16
    /// Who made the quoting enclave, 16 bytes.
    package let qeVendorID: [UInt8]
    /// 20 bytes of the quoting enclave's choice; the first 16 tell platforms apart.
    package let userData: [UInt8]
}

extension TDXQuoteHeader {
    /// Reads a header of a TDX quote that is signed with ECDSA on P-256.
    init(_ reader: inout ByteReader) throws {
        version = try reader.littleEndian()
        guard version == 4 || version == 5 else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "version 4 or 5",
                found: "version \(version)",
                version == 3 ? "the quote is one of SGX" : "the quote is of an unknown version"
            )
        }
        let keyType: UInt16 = try reader.littleEndian()
        guard keyType == 2 else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "2 (ECDSA P-256 with SHA-256)",
                found: String(keyType),
                "the quote is signed with an unknown kind of key"
            )
        }
        let technology: UInt32 = try reader.littleEndian()
        guard technology == 0x81 else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "0x81 (TDX)",
                found: "0x" + String(technology, radix: 16),
                technology == 0 ? "the quote is one of SGX" : "the quote is of an unknown technology"
            )
        }
        guard try reader.take(4).allSatisfy({ $0 == 0 }) else {
            throw EvidenceError(.quoteFormatUnsupported, "the reserved bytes of the quote's header are not zero")
        }
        qeVendorID = try reader.take(16)
        userData = try reader.take(20)
    }
}
