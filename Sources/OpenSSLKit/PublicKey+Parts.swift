import COpenSSL

/// Keys that formats store by their numbers instead of as a SubjectPublicKeyInfo.
extension PublicKey {
    /// A key on P-256 by its point, 32 bytes each, most significant first; the point must be on the curve.
    package init(p256X x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        try self.init(curve: "P-256", [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], size: 32, x: x, y: y)
    }

    /// A key on P-384 by its point, 48 bytes each, most significant first; the point must be on the curve.
    package init(p384X x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        try self.init(curve: "P-384", [0x2B, 0x81, 0x04, 0x00, 0x22], size: 48, x: x, y: y)
    }

    /// An RSA key by its modulus and public exponent, most significant byte first; zeros before them are dropped.
    package init(rsaModulus modulus: [UInt8], exponent: [UInt8]) throws(OpenSSLError) {
        guard modulus.count <= Self.sizeLimit, exponent.count <= 8 else {
            throw OpenSSLError(.limit, "RSA", "\(modulus.count) bytes of modulus, \(exponent.count) of exponent")
        }
        let rsaEncryption: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
        let algorithm = DER.sequence([DER.objectIdentifier(rsaEncryption), DER.null])
        let numbers = DER.sequence([DER.unsignedInteger(modulus), DER.unsignedInteger(exponent)])
        let key = try Gate.pointer("EVP_PKEY_fromdata", .malformed) {
            let (modulus, exponent) = (Array(modulus.reversed()), Array(exponent.reversed()))
            return assay_rsa_public_key(modulus, modulus.count, exponent, exponent.count)
        }
        try self.init(KeyHandle(owning: key), encoded: DER.sequence([algorithm, DER.bitString(numbers)]))
    }

    private init(curve: String, _ identifier: [UInt8], size: Int, x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        guard x.count == size, y.count == size else {
            throw OpenSSLError(.malformed, "EC", "a point of \(x.count) and \(y.count) bytes, expected \(size) each")
        }
        let idECPublicKey: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
        let algorithm = DER.sequence([DER.objectIdentifier(idECPublicKey), DER.objectIdentifier(identifier)])
        let point = [0x04] + x + y
        let key = try Gate.pointer("EVP_PKEY_fromdata", .malformed) {
            assay_ec_public_key(curve, point, point.count)
        }
        try self.init(KeyHandle(owning: key), encoded: DER.sequence([algorithm, DER.bitString(point)]))
    }
}
