import Bytes

/// Reads the fields of an SNP report one after the other, refusing what the format does not allow.
struct SNPReportFields: ~Copyable {
    private var reader: ByteReader

    init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

    mutating func take(_ count: Int) throws -> [UInt8] { try reader.take(count) }

    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>() throws -> Value {
        try reader.littleEndian()
    }

    /// Bytes that the format reserves.
    mutating func zeros(_ count: Int, _ field: String) throws {
        guard try take(count).allSatisfy({ $0 == 0 }) else {
            throw EvidenceError(.reportFormatUnsupported, "the reserved field at \(field) is not zero")
        }
    }

    mutating func version(_ known: ClosedRange<UInt32>) throws -> UInt32 {
        let version: UInt32 = try integer()
        guard known.contains(version) else {
            throw EvidenceError(
                .reportFormatUnsupported,
                expected: "version \(known.lowerBound) to \(known.upperBound)",
                found: "version \(version)",
                "the report is of an unknown version"
            )
        }
        return version
    }

    mutating func policy() throws -> GuestPolicy {
        let policy = GuestPolicy(rawValue: try integer())
        guard policy.isWellFormed else {
            throw EvidenceError(
                .reportFormatUnsupported,
                expected: "bit 17 set, bits 63 to 26 clear",
                found: policy.description,
                "the guest policy has reserved bits that are not as the format demands"
            )
        }
        return policy
    }

    /// 0 to 3; all ones is a report that the host asked for, which says nothing on behalf of a guest.
    mutating func vmpl() throws -> UInt32 {
        let vmpl: UInt32 = try integer()
        guard vmpl <= 3 else {
            throw EvidenceError(
                .reportFormatUnsupported,
                expected: "0 to 3",
                found: String(vmpl),
                "the report was not asked for by a guest: VMPL is out of range"
            )
        }
        return vmpl
    }

    mutating func signatureAlgorithm() throws {
        let algorithm: UInt32 = try integer()
        guard algorithm == 1 else {
            throw EvidenceError(
                .reportFormatUnsupported,
                expected: "1 (ECDSA P-384 with SHA-384)",
                found: String(algorithm),
                "the report is signed with an unknown algorithm"
            )
        }
    }

    /// KEY_INFO. A masked chip key means that the signature is zeros; a report signed by no key is not evidence.
    mutating func keyInfo() throws -> (isAuthorKeyUsed: Bool, signingKey: SNPSigningKey) {
        let flags: UInt32 = try integer()
        guard flags >> 5 == 0 else {
            throw EvidenceError(.reportFormatUnsupported, "KEY_INFO has reserved bits that are not zero")
        }
        guard flags & 0b10 == 0 else {
            throw EvidenceError(.reportSignatureInvalid, "the report is not signed: the host masks the chip's key")
        }
        let key: SNPSigningKey
        switch flags >> 2 & 0b111 {
        case 0: key = .vcek
        case 1: key = .vlek
        case let other:
            throw EvidenceError(
                .reportSignatureInvalid,
                expected: "0 (VCEK) or 1 (VLEK)",
                found: String(other),
                "the report is signed by no key, or one of an unknown kind"
            )
        }
        return (flags & 1 == 1, key)
    }

    mutating func reportData() throws -> ReportData {
        guard let data = ReportData(try take(ReportData.size)) else { preconditionFailure("64 bytes were taken") }
        return data
    }

    mutating func processor(isStated: Bool) throws -> SNPReport.Processor? {
        guard isStated else {
            try zeros(3, "0x188")
            return nil
        }
        let bytes = try take(3)
        return SNPReport.Processor(family: bytes[0], model: bytes[1], stepping: bytes[2])
    }

    mutating func firmware(_ reserved: String) throws -> SNPReport.Firmware {
        let bytes = try take(3)
        try zeros(1, reserved)
        return SNPReport.Firmware(major: bytes[2], minor: bytes[1], build: bytes[0])
    }

    mutating func mitigations(isStated: Bool, _ field: String) throws -> UInt64? {
        guard isStated else {
            try zeros(8, field)
            return nil
        }
        return try integer()
    }

    /// One number of the signature: 72 bytes, of which P-384 uses the first 48.
    mutating func signatureNumber(_ name: String) throws -> [UInt8] {
        let number = try take(48)
        try zeros(24, "\(name) of the signature")
        return number
    }
}
