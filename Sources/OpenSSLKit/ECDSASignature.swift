import COpenSSL

/// The two numbers of an ECDSA signature, most significant byte first, as long as the curve's order.
package struct ECDSASignature: Hashable, Sendable {
    package let r: [UInt8]
    package let s: [UInt8]

    /// Takes two numbers of the same size, most significant byte first; `nil` above 66 bytes (P-521) or if one is empty.
    package init?(bigEndianR r: [UInt8], s: [UInt8]) {
        guard r.count == s.count, (1...66).contains(r.count) else { return nil }
        self.r = r
        self.s = s
    }

    /// Takes two numbers of the same size, least significant byte first, as AMD stores them.
    package init?(littleEndianR r: [UInt8], s: [UInt8]) {
        self.init(bigEndianR: r.reversed(), s: s.reversed())
    }

    /// Takes `r ‖ s`, most significant byte first, as JOSE and COSE store them.
    package init?(concatenated bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let half = bytes.count / 2
        self.init(bigEndianR: Array(bytes[..<half]), s: Array(bytes[half...]))
    }

    /// Reads a DER ECDSA-Sig-Value that fills all the bytes; `size` is that of the curve's order.
    package init(der: [UInt8], size: Int) throws(OpenSSLError) {
        precondition((1...66).contains(size))
        let signature = try Gate.pointer("d2i_ECDSA_SIG", .malformed) {
            der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
                var cursor = buffer.baseAddress
                return d2i_ECDSA_SIG(nil, &cursor, buffer.count)
            }
        }
        defer { ECDSA_SIG_free(signature) }
        r = try Self.bytes(of: ECDSA_SIG_get0_r(signature), size)
        s = try Self.bytes(of: ECDSA_SIG_get0_s(signature), size)
        guard try self.der == der else {
            throw OpenSSLError(.malformed, "d2i_ECDSA_SIG", "the signature is not in its canonical encoding")
        }
    }

    /// The signature as DER ECDSA-Sig-Value.
    package var der: [UInt8] {
        get throws(OpenSSLError) {
            let signature = try Gate.pointer("ECDSA_SIG_new") { ECDSA_SIG_new() }
            defer { ECDSA_SIG_free(signature) }
            let first = try Gate.pointer("BN_bin2bn") { BN_bin2bn(r, Int32(r.count), nil) }
            guard let second = BN_bin2bn(s, Int32(s.count), nil) else {
                BN_free(first)
                throw Gate.error("BN_bin2bn", .failure)
            }
            // Both numbers belong to the signature from here on.
            try Gate.check("ECDSA_SIG_set0") { ECDSA_SIG_set0(signature, first, second) }
            var buffer: UnsafeMutablePointer<UInt8>?
            let count = i2d_ECDSA_SIG(signature, &buffer)
            guard let buffer, count > 0 else { throw Gate.error("i2d_ECDSA_SIG", .failure) }
            defer { CRYPTO_free(buffer, #fileID, #line) }
            return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
        }
    }

    private static func bytes(of number: OpaquePointer?, _ size: Int) throws(OpenSSLError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        guard BN_is_negative(number) == 0, BN_bn2binpad(number, &bytes, Int32(size)) == Int32(size) else {
            throw Gate.error("BN_bn2binpad", .malformed)
        }
        return bytes
    }
}
