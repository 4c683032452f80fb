import Bytes
import Evidence
import OpenSSLKit

/// A TPM of the tests: it signs whatever it is told to.
struct TPMMint: Sendable {
    let key: TPMMintKey
    var publicArea: TPMPublicAreaBytes
    var attest = TPMAttestBytes()
    var registers = TPMMint.registers

    /// A register holds its own number, so that no two are the same.
    static let registers = (0..<24).map { [UInt8](repeating: UInt8($0) + 1, count: 32) }

    init(_ key: TPMMintKey) throws {
        self.key = key
        publicArea = TPMPublicAreaBytes(try key.publicKey)
    }

    static func rsa() throws -> TPMMint { try TPMMint(.rsa) }
    static func ecdsa() throws -> TPMMint { try TPMMint(.ecdsa) }

    /// Evidence with the parts as they are now. `scheme` is the one that is really used.
    func evidence(_ scheme: SignatureScheme? = nil, header: [UInt8]? = nil) throws -> TPMEvidence {
        let message = attest.bytes(registers)
        return TPMEvidence(
            quote: TPMQuoteEvidence(
                message: message,
                signature: try key.signature(of: message, scheme, header: header),
                registers: registers
            ),
            attestationKey: publicArea.bytes
        )
    }

    /// The Name of the key.
    var name: TPMName { TPMName(hashing: Array(publicArea.bytes.dropFirst(2))) }
}

/// Keys that are made once for all tests.
final class TPMMintKey: Sendable {
    static let rsa = TPMMintKey(.rsa(bits: 2048))
    static let otherRSA = TPMMintKey(.rsa(bits: 2048))
    static let ecdsa = TPMMintKey(.p256)
    static let authority = TPMMintKey(.p256)
    static let otherAuthority = TPMMintKey(.p256)

    private final class Box: Sendable {
        let key: PrivateKey
        init(_ kind: KeyKind) throws(OpenSSLError) { key = try PrivateKey.generate(kind) }
    }

    private let pair: Result<Box, OpenSSLError>

    init(_ kind: KeyKind) { pair = Result { () throws(OpenSSLError) in try Box(kind) } }

    var publicKey: PublicKey { get throws { try pair.get().key.publicKey } }

    /// A TPMT_SIGNATURE.
    func signature(of message: [UInt8], _ scheme: SignatureScheme?, header: [UInt8]?) throws -> [UInt8] {
        let key = try pair.get()
        let isRSA = key.key.publicKey.kind != .p256
        let scheme = scheme ?? (isRSA ? .rsaPKCS1SHA256 : .ecdsaP256SHA256)
        let bytes = try key.key.sign(message, scheme)
        switch scheme {
        case .ecdsaP256SHA256:
            let signature = try ECDSASignature(der: bytes, size: 32)
            return (header ?? [0, 0x18, 0, 0x0B]) + [0, 32] + signature.r + [0, 32] + signature.s
        case .rsaPSSSHA256: return (header ?? [0, 0x16, 0, 0x0B]) + [1, 0] + bytes
        default: return (header ?? [0, 0x14, 0, 0x0B]) + [1, 0] + bytes
        }
    }

    /// A bare RSASSA signature.
    func rawSignature(of message: [UInt8]) throws -> [UInt8] { try pair.get().key.sign(message, .rsaPKCS1SHA256) }

    func certify(_ builder: CertificateBuilder, of key: PublicKey) throws -> Certificate {
        try builder.certificate(of: key, signedBy: pair.get().key, .ecdsaP256SHA256)
    }
}

/// A TPMS_ATTEST by its fields.
struct TPMAttestBytes: Sendable {
    var magic: [UInt8] = [0xFF, 0x54, 0x43, 0x47]
    var type: [UInt8] = [0x80, 0x18]
    var signer: [UInt8] = [0x00, 0x0B] + [UInt8](repeating: 0x51, count: 32)
    var extraData = [UInt8](1...32)
    var safe: UInt8 = 1
    /// The hash algorithm of each bank, and its registers; three bytes of bitmap each.
    var banks: [(algorithm: UInt16, indices: [Int])] = [(0x000B, Array(0..<24))]
    /// The size of a bitmap; other than 3 no PC has.
    var bitmapSize = 3
    /// `nil` for the right one.
    var digest: [UInt8]?
    var tail: [UInt8] = []

    func bytes(_ registers: [[UInt8]]) -> [UInt8] {
        var bytes = magic + type + sized(signer) + sized(extraData)
        bytes += [0, 0, 0, 0, 0, 0, 0x30, 0x39, 0, 0, 0, 7, 0, 0, 0, 2, safe]
        bytes += [1, 2, 3, 4, 5, 6, 7, 8]
        bytes += big(UInt32(banks.count))
        for (algorithm, indices) in banks {
            var bitmap = [UInt8](repeating: 0, count: bitmapSize)
            for index in indices where index / 8 < bitmapSize { bitmap[index / 8] |= 1 << (index % 8) }
            bytes += big(algorithm) + [UInt8(bitmapSize)] + bitmap
        }
        let values = banks.flatMap(\.indices).flatMap { registers[$0] }
        return bytes + sized(digest ?? DigestAlgorithm.sha256.digest(values)) + tail
    }
}

/// A TPM2B_PUBLIC by its fields.
struct TPMPublicAreaBytes: Sendable {
    var type: UInt16
    var nameAlgorithm: UInt16 = 0x000B
    var attributes: UInt32 = 0x0005_0072
    var policy: [UInt8] = []
    var symmetric: UInt16 = 0x0010
    var scheme: UInt16
    var schemeHash: UInt16 = 0x000B
    /// keyBits and exponent, or curve and key derivation.
    var parameters: [UInt8]
    /// The modulus, or the point's coordinates.
    var unique: [[UInt8]]
    var tail: [UInt8] = []

    init(_ key: PublicKey) {
        let info = key.subjectPublicKeyInfo
        if key.kind == .p256 {
            (type, scheme, parameters) = (0x0023, 0x0018, [0x00, 0x03, 0x00, 0x10])
            unique = [Array(info[27..<59]), Array(info[59..<91])]
        } else {
            (type, scheme, parameters) = (0x0001, 0x0014, [0x08, 0x00, 0, 0, 0, 0])
            unique = [Array(info[33..<289])]
        }
    }

    var bytes: [UInt8] {
        var area = big(type) + big(nameAlgorithm) + big(attributes) + sized(policy) + big(symmetric)
        area += big(scheme) + big(schemeHash) + parameters + unique.flatMap(sized) + tail
        return sized(area)
    }
}

private func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

private func sized(_ bytes: [UInt8]) -> [UInt8] { big(UInt16(bytes.count)) + bytes }
