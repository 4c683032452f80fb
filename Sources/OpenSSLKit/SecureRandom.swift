import COpenSSL

/// Randomness fit for keys, nonces and tokens.
package enum SecureRandom {
    /// The most bytes that one call gives.
    package static let limit = 1 << 20

    /// `count` random bytes.
    package static func bytes(_ count: Int) throws(OpenSSLError) -> [UInt8] {
        precondition((0...limit).contains(count), "asked for \(count) random bytes")
        var bytes = [UInt8](repeating: 0, count: count)
        guard count > 0 else { return bytes }
        try Gate.check("RAND_bytes") { RAND_bytes(&bytes, Int32(count)) }
        return bytes
    }
}
