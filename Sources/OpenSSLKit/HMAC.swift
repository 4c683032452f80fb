import COpenSSL

/// Message authentication with a shared secret (RFC 2104).
package enum HMAC {
    /// HMAC-SHA-256 of `message`. An empty key is computed like any other: refusing it is the caller's business.
    package static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        message.withUnsafeBytes { sha256(key: key, message: $0) }
    }

    /// HMAC-SHA-256 of `message`.
    package static func sha256(key: [UInt8], message: UnsafeRawBufferPointer) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: DigestAlgorithm.sha256.size)
        // A key needs an address even when it is empty: for libcrypto a null key is no key at all.
        let storage = key.isEmpty ? [0] : key
        let result = assay_hmac_sha256(storage, key.count, message.baseAddress, message.count, &output, output.count)
        Gate.mustSucceed("EVP_Q_mac", result)
        return output
    }
}
