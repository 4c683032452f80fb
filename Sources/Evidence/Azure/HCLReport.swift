import Bytes

/// The report that an Azure paravisor leaves in a virtual TPM (NV index 0x01400001): a report of the hardware, and the
/// runtime data that it commits to. Well formed and otherwise unchecked.
///
/// What stands around these two is covered by no signature, so every byte of it must be the one that the format demands.
package struct HCLReport: Hashable, Sendable {
    /// The kind of hardware, by its number in the format.
    package enum Hardware: UInt32, Hashable, Sendable {
        case snp = 2
        case tdx = 4
    }

    /// The largest report that is read, in bytes; the index in the TPM had 2048, and has 2600 now.
    package static let sizeLimit = 8192
    /// Where the runtime data begins.
    package static let headerSize = 0x4D4

    package let hardware: Hardware
    /// An ATTESTATION_REPORT (1184 bytes) or a TDREPORT (1024 bytes).
    package let hardwareReport: [UInt8]
    /// The JSON that REPORT_DATA is the digest of, to the byte.
    package let runtimeData: [UInt8]
}

extension HCLReport {
    /// The size of the larger of the two hardware reports; the smaller one is followed by zeros.
    private static let hardwareReportSize = 1184

    /// Reads a report strictly. Only zeros may follow the runtime data, as many as the index in the TPM has room for.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count > Self.headerSize, bytes.count <= Self.sizeLimit else {
            throw Self.malformed(
                expected: "\(Self.headerSize + 1) to \(Self.sizeLimit) bytes",
                found: "\(bytes.count) bytes",
                "it has no acceptable size"
            )
        }
        do {
            try self.init(ByteReader(bytes))
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw Self.malformed("it is truncated")
        }
    }

    private init(_ bytes: ByteReader) throws {
        var reader = bytes
        guard try reader.take(4) == Array("HCLA".utf8) else { throw Self.malformed("it does not begin with HCLA") }
        let version: UInt32 = try reader.littleEndian()
        let reportSize: UInt32 = try reader.littleEndian()
        // A report that answers a request for a certificate of the attestation key; others hold other keys.
        try Self.require(2, "request_type", &reader)
        try Self.require(0, "status", &reader)
        try Self.zeros(12, "the header's reserved bytes", &reader)
        let report = try reader.take(Self.hardwareReportSize)

        let dataSize: UInt32 = try reader.littleEndian()
        try Self.require(1, "the version of the request data", &reader)
        let type: UInt32 = try reader.littleEndian()
        guard let hardware = Hardware(rawValue: type) else {
            throw Self.malformed(expected: "2 (SNP) or 4 (TDX)", found: String(type), "it is of unknown hardware")
        }
        try Self.require(1, "report_data_hash_type", &reader)
        let runtimeSize: UInt32 = try reader.littleEndian()

        // The first paravisor for SNP counts 1, the one for TDX and the open one for both count 2.
        guard version == 2 || version == 1 && hardware == .snp else {
            throw Self.malformed(expected: "version 1 (SNP only) or 2", found: "\(version)", "its version is unknown")
        }
        guard runtimeSize > 0, Int(runtimeSize) <= reader.remaining, UInt64(dataSize) == UInt64(runtimeSize) + 20,
            UInt64(reportSize) == UInt64(dataSize) + 0x4C0
        else {
            throw Self.malformed(
                found: "report_size \(reportSize), data_size \(dataSize), variable_data_size \(runtimeSize)",
                "its sizes do not agree"
            )
        }
        runtimeData = try reader.take(Int(runtimeSize))
        try Self.zeros(reader.remaining, "the bytes after the runtime data", &reader)

        let size = hardware == .snp ? SNPReport.size : TDReport.size
        guard report.dropFirst(size).allSatisfy({ $0 == 0 }) else {
            throw Self.malformed("the bytes after the hardware's report are not zero")
        }
        hardwareReport = Array(report.prefix(size))
        self.hardware = hardware
    }

    private static func require(_ expected: UInt32, _ field: String, _ reader: inout ByteReader) throws {
        let found: UInt32 = try reader.littleEndian()
        guard found == expected else {
            throw malformed(
                expected: String(expected),
                found: String(found),
                "\(field) is not the one that is accepted"
            )
        }
    }

    private static func zeros(_ count: Int, _ field: String, _ reader: inout ByteReader) throws {
        guard try reader.take(count).allSatisfy({ $0 == 0 }) else { throw malformed("\(field) are not zero") }
    }

    private static func malformed(
        expected: String? = nil,
        found: String? = nil,
        _ what: String
    ) -> EvidenceError {
        EvidenceError(
            .hclFormatInvalid,
            expected: expected,
            found: found,
            "the paravisor's report is malformed: \(what)"
        )
    }
}
