import OpenSSLKit

/// What AMD states in the certificate of a report's signing key (KDS specification, 57230, section 3).
package struct VEKExtensions: Hashable, Sendable {
    /// The product's name, for example `Milan-B0`; the stepping in it is not reliable.
    package let productName: String
    /// The TCB that the key was made for.
    package let tcb: TCBVersion
    /// The chip that the key belongs to: 64 bytes, on Turin 8. A VLEK has none.
    package let hardwareID: [UInt8]?
    /// The operator that the key was made for; only a VLEK has one.
    package let cloudServiceProvider: String?

    private static let arc = "1.3.6.1.4.1.3704.1."

    /// Reads the extensions that a key of `line` must have; everything that is missing or of another form is an error.
    init(
        of certificate: Certificate,
        line: SNPProductLine,
        key: SNPSigningKey
    ) throws(EvidenceError) {
        productName = try Self.text(certificate, "2")
        // The SPLs 4 to 7 are the reserved bytes of TCB_VERSION, which must be zero in a report too. Turin has no SPL 4.
        for spl in 4...7 where try Self.optionalInteger(certificate, "3.\(spl)") ?? 0 != 0 {
            throw EvidenceError(.vcekTCBMismatch, "the key is made for an unknown firmware part (SPL \(spl))")
        }
        let fmc = try Self.optionalInteger(certificate, "3.9")
        guard (fmc != nil) == (line.tcbLayout == .turin) else {
            throw EvidenceError(.vcekTCBMismatch, "the key states the firmware parts of another product line")
        }
        tcb = TCBVersion(
            fmc: fmc,
            bootloader: try Self.integer(certificate, "3.1"),
            tee: try Self.integer(certificate, "3.2"),
            snp: try Self.integer(certificate, "3.3"),
            microcode: try Self.integer(certificate, "3.8")
        )
        switch key {
        case .vcek:
            hardwareID = try Self.hardwareID(certificate, size: line.chipIDSize)
            cloudServiceProvider = nil
        case .vlek:
            hardwareID = nil
            cloudServiceProvider = try Self.text(certificate, "5")
        }
    }

    private static func contents(_ certificate: Certificate, _ name: String) -> [UInt8]? {
        certificate.extension(oid: arc + name)
    }

    private static func integer(_ certificate: Certificate, _ name: String) throws(EvidenceError) -> UInt8 {
        guard let value = try optionalInteger(certificate, name) else {
            throw EvidenceError(.vcekTCBMismatch, "the key's certificate lacks the extension \(arc)\(name)")
        }
        return value
    }

    /// A DER INTEGER of 0 to 255 in its shortest form.
    private static func optionalInteger(_ certificate: Certificate, _ name: String) throws(EvidenceError) -> UInt8? {
        guard let bytes = contents(certificate, name) else { return nil }
        if bytes.count == 3, bytes[0] == 2, bytes[1] == 1, bytes[2] < 0x80 { return bytes[2] }
        if bytes.count == 4, bytes[0] == 2, bytes[1] == 2, bytes[2] == 0, bytes[3] >= 0x80 { return bytes[3] }
        throw malformed(name)
    }

    /// An IA5String of at most 127 printable characters.
    private static func text(_ certificate: Certificate, _ name: String) throws(EvidenceError) -> String {
        guard let bytes = contents(certificate, name), bytes.count >= 2, bytes[0] == 0x16,
            bytes[1] < 0x80, Int(bytes[1]) == bytes.count - 2,
            bytes.dropFirst(2).allSatisfy({ (0x20..<0x7F).contains($0) })
        else { throw malformed(name) }
        return String(decoding: bytes.dropFirst(2), as: UTF8.self)
    }

    /// The identity as it is, or inside an OCTET STRING. A bare one may happen to begin like an OCTET STRING, so only
    /// the exact length tells them apart.
    private static func hardwareID(_ certificate: Certificate, size: Int) throws(EvidenceError) -> [UInt8] {
        guard let bytes = contents(certificate, "4") else { throw malformed("4") }
        if bytes.count == size { return bytes }
        if bytes.count == size + 2, bytes[0] == 0x04, Int(bytes[1]) == size { return Array(bytes.dropFirst(2)) }
        throw malformed("4")
    }

    private static func malformed(_ name: String) -> EvidenceError {
        EvidenceError(.vcekChainInvalid, "the key's certificate lacks the extension \(arc)\(name), or it is malformed")
    }
}
