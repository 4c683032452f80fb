import Bytes

/// An ATTESTATION_REPORT of AMD SEV-SNP (firmware ABI, 56860, table 23), well formed and otherwise unchecked.
package struct SNPReport: Hashable, Sendable {
    /// The size of every version.
    package static let size = 0x4A0
    /// The signature covers this many bytes from the start.
    package static let signedSize = 0x2A0
    /// The versions whose layout is known.
    package static let versions: ClosedRange<UInt32> = 2...5

    /// What a processor says it is.
    package struct Processor: Hashable, Sendable {
        package let family: UInt8
        package let model: UInt8
        package let stepping: UInt8
    }

    /// The version of the firmware that runs the platform.
    package struct Firmware: Hashable, Comparable, Sendable, CustomStringConvertible {
        package let major: UInt8
        package let minor: UInt8
        package let build: UInt8

        package static func < (left: Firmware, right: Firmware) -> Bool {
            (left.major, left.minor, left.build) < (right.major, right.minor, right.build)
        }

        package var description: String { "\(major).\(minor).\(build)" }
    }

    /// All bytes, as received. What is signed is always checked over these.
    package let bytes: [UInt8]
    package let version: UInt32
    package let guestSVN: UInt32
    package let policy: GuestPolicy
    package let familyID: [UInt8]
    package let imageID: [UInt8]
    /// The privilege level that asked, 0 (most) to 3.
    package let vmpl: UInt32
    package let currentTCB: TCBField
    /// PLATFORM_INFO. Firmware adds bits, so unknown ones are kept and nothing is refused for them.
    package let platformInfo: UInt64
    package let isAuthorKeyUsed: Bool
    package let signingKey: SNPSigningKey
    package let reportData: ReportData
    /// The launch digest of the guest, SHA-384.
    package let measurement: [UInt8]
    package let hostData: [UInt8]
    package let idKeyDigest: [UInt8]
    package let authorKeyDigest: [UInt8]
    package let reportID: [UInt8]
    package let migrationAgentReportID: [UInt8]
    /// The TCB that the signing key was made for.
    package let reportedTCB: TCBField
    /// Stated since version 3.
    package let processor: Processor?
    /// 64 bytes; all zero where the host masks it, or a VLEK signs.
    package let chipID: [UInt8]
    package let committedTCB: TCBField
    package let currentFirmware: Firmware
    package let committedFirmware: Firmware
    package let launchTCB: TCBField
    /// Stated since version 5.
    package let launchMitigations: UInt64?
    /// Stated since version 5.
    package let currentMitigations: UInt64?
    /// The signature's two numbers, 48 bytes each, least significant first, as stored.
    package let signature: (r: [UInt8], s: [UInt8])

    /// The bytes that the signature covers.
    package var signedBytes: [UInt8] { Array(bytes[..<Self.signedSize]) }

    package static func == (left: SNPReport, right: SNPReport) -> Bool { left.bytes == right.bytes }
    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension SNPReport {
    /// Reads a report strictly: exact length, known version and algorithm, every reserved byte zero.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count >= Self.size else {
            throw EvidenceError(
                .reportTruncated,
                expected: "\(Self.size) bytes",
                found: "\(bytes.count) bytes",
                "the report is truncated"
            )
        }
        guard bytes.count == Self.size else {
            throw EvidenceError(
                .reportFormatUnsupported,
                expected: "\(Self.size) bytes",
                found: "\(bytes.count) bytes",
                "bytes follow the report"
            )
        }
        do {
            try self.init(fields: SNPReportFields(bytes), of: bytes)
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw EvidenceError(.reportTruncated, "the report is truncated")
        }
    }

    private init(fields reader: consuming SNPReportFields, of bytes: [UInt8]) throws {
        self.bytes = bytes
        version = try reader.version(Self.versions)
        guestSVN = try reader.integer()
        policy = try reader.policy()
        familyID = try reader.take(16)
        imageID = try reader.take(16)
        vmpl = try reader.vmpl()
        try reader.signatureAlgorithm()
        currentTCB = TCBField(bytes: try reader.take(8))
        platformInfo = try reader.integer()
        (isAuthorKeyUsed, signingKey) = try reader.keyInfo()
        try reader.zeros(4, "0x04C")
        reportData = try reader.reportData()
        measurement = try reader.take(48)
        hostData = try reader.take(32)
        idKeyDigest = try reader.take(48)
        authorKeyDigest = try reader.take(48)
        reportID = try reader.take(32)
        migrationAgentReportID = try reader.take(32)
        reportedTCB = TCBField(bytes: try reader.take(8))
        processor = try reader.processor(isStated: version >= 3)
        try reader.zeros(21, "0x18B")
        chipID = try reader.take(64)
        committedTCB = TCBField(bytes: try reader.take(8))
        currentFirmware = try reader.firmware("0x1EB")
        committedFirmware = try reader.firmware("0x1EF")
        launchTCB = TCBField(bytes: try reader.take(8))
        launchMitigations = try reader.mitigations(isStated: version >= 5, "0x1F8")
        currentMitigations = try reader.mitigations(isStated: version >= 5, "0x200")
        try reader.zeros(152, "0x208")
        signature = try (reader.signatureNumber("R"), reader.signatureNumber("S"))
        try reader.zeros(368, "0x330")
    }
}
