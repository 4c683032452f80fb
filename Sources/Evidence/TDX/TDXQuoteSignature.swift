import Bytes

/// What follows the signed part of a quote: signatures, keys and the certificates of the last of them.
package struct TDXQuoteSignature: Hashable, Sendable {
    /// By the attestation key over the quote, `r ‖ s`, 64 bytes.
    package let quoteSignature: [UInt8]
    /// The attestation key, `x ‖ y`, 64 bytes.
    package let attestationKey: [UInt8]
    package let qeReport: QEReport
    /// By the certifying key over the report of the quoting enclave, `r ‖ s`, 64 bytes.
    package let qeReportSignature: [UInt8]
    /// What the quoting enclave hashes together with the attestation key.
    package let qeAuthenticationData: [UInt8]
    /// The certificates of the certifying key as PEM text: leaf, authority, root.
    package let certificates: [UInt8]
}

extension TDXQuoteSignature {
    /// Reads signature data that fills all the bytes; every size inside must agree with the one around it.
    init(parsing bytes: [UInt8]) throws(EvidenceError) {
        do {
            var outer = ByteReader(bytes)
            quoteSignature = try outer.take(64)
            attestationKey = try outer.take(64)
            var inner = ByteReader(try Self.certificationData(&outer, type: 6, "a quoting enclave's report"))
            qeReport = QEReport(try inner.take(QEReport.size))
            qeReportSignature = try inner.take(64)
            let count: UInt16 = try inner.littleEndian()
            qeAuthenticationData = try inner.take(Int(count))
            certificates = try Self.certificationData(&inner, type: 5, "a chain of PCK certificates")
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw EvidenceError(.quoteFormatUnsupported, "the sizes in the quote's signature data do not agree")
        }
    }

    /// Certification data of one type, which must be the last thing that the reader holds.
    private static func certificationData(_ reader: inout ByteReader, type: UInt16, _ name: String) throws -> [UInt8] {
        let found: UInt16 = try reader.littleEndian()
        guard found == type else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "\(type) (\(name))",
                found: String(found),
                "the quote is certified in a way that is not supported"
            )
        }
        let size: UInt32 = try reader.littleEndian()
        guard Int(size) == reader.remaining else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "\(reader.remaining) bytes",
                found: "\(size) bytes",
                "the size of the quote's certification data does not fit what is around it"
            )
        }
        return try reader.take(Int(size))
    }
}
