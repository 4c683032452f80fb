package import OpenSSLKit

/// The public area of an attestation key (TPM2B_PUBLIC; TPM 2.0 library, part 2, section 12.2.5): a restricted signing
/// key, RSA or ECC P-256, that signs with SHA-256.
package struct TPMPublicArea: Hashable, Sendable {
    /// The largest structure that is read, in bytes.
    package static let sizeLimit = 1024

    /// The Name, which covers everything that the structure says.
    package let name: TPMName
    package let attributes: TPMObjectAttributes
    /// The digest of the policy under which the key may be used; empty where it needs none.
    package let authPolicy: [UInt8]
    /// The one algorithm that the key signs with.
    package let scheme: TPMSignature.Algorithm
    package let publicKey: PublicKey

    /// Reads a TPM2B_PUBLIC that fills all the bytes.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        var reader = TPMReader(bytes, of: "attestation key", code: .akFormatUnsupported)
        guard bytes.count <= Self.sizeLimit, Int(try reader.integer(UInt16.self)) == bytes.count - 2 else {
            throw reader.malformed("its size is not the one that it states")
        }
        let type: UInt16 = try reader.integer()
        try reader.constant(UInt16(0x000B), "the algorithm of the Name")
        attributes = TPMObjectAttributes(rawValue: try reader.integer())
        authPolicy = try reader.sized("authPolicy", 0...64)
        guard [0, 32, 48, 64].contains(authPolicy.count) else { throw reader.malformed("authPolicy is no digest") }
        try reader.constant(UInt16(0x0010), "the symmetric algorithm")
        guard let scheme = TPMSignature.Algorithm(rawValue: try reader.integer()) else {
            throw reader.malformed("it signs with no scheme, or an unknown one")
        }
        self.scheme = scheme
        try reader.constant(UInt16(0x000B), "the scheme's hash algorithm")
        switch (type, scheme) {
        case (0x0001, .rsassa), (0x0001, .rsapss): publicKey = try Self.rsa(&reader)
        case (0x0023, .ecdsa): publicKey = try Self.p256(&reader)
        default: throw reader.malformed("its type is neither RSA nor ECC, or does not fit the scheme")
        }
        try reader.finish()
        name = TPMName(hashing: Array(bytes.dropFirst(2)))
    }

    private static func rsa(_ reader: inout TPMReader) throws(EvidenceError) -> PublicKey {
        let bits = Int(try reader.integer(UInt16.self))
        guard [2048, 3072, 4096].contains(bits) else { throw reader.malformed("an RSA key of \(bits) bits") }
        let exponent: UInt32 = try reader.integer()
        guard exponent == 0 || exponent == 65537 else { throw reader.malformed("an RSA exponent of \(exponent)") }
        let modulus = try reader.sized("the modulus", (bits / 8)...(bits / 8))
        return try key(reader) { () throws(OpenSSLError) in
            let key = try PublicKey(rsaModulus: modulus, exponent: [1, 0, 1])
            return key.kind == .rsa(bits: bits) ? key : nil
        }
    }

    private static func p256(_ reader: inout TPMReader) throws(EvidenceError) -> PublicKey {
        try reader.constant(UInt16(0x0003), "the curve")
        try reader.constant(UInt16(0x0010), "the key derivation")
        let x = TPMSignature.padded(try reader.sized("x", 1...32))
        let y = TPMSignature.padded(try reader.sized("y", 1...32))
        return try key(reader) { () throws(OpenSSLError) in try PublicKey(p256X: x, y: y) }
    }

    private static func key(
        _ reader: TPMReader,
        _ make: () throws(OpenSSLError) -> PublicKey?
    ) throws(EvidenceError) -> PublicKey {
        do {
            if let key = try make() { return key }
        } catch {
            throw reader.malformed("the key cannot be used: \(error)")
        }
        throw reader.malformed("the key is not of the size that it states")
    }
}
