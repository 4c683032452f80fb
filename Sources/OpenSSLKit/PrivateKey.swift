import COpenSSL

/// A key pair made here. It never leaves the process: there is no way to read or write one.
package struct PrivateKey: ~Copyable, Sendable {
    private let handle: KeyHandle
    /// The public half.
    package let publicKey: PublicKey

    /// Makes a new key. RSA takes a tenth of a second or more: not for the cooperative pool.
    package static func generate(_ kind: KeyKind) throws(OpenSSLError) -> PrivateKey {
        let key = try Gate.pointer("EVP_PKEY_Q_keygen") {
            switch kind {
            case .p256: assay_ec_gen("P-256")
            case .p384: assay_ec_gen("P-384")
            case .rsa(let bits): assay_rsa_gen(bits)
            }
        }
        return try PrivateKey(KeyHandle(owning: key))
    }

    private init(_ handle: KeyHandle) throws(OpenSSLError) {
        self.publicKey = try PublicKey(handle)
        self.handle = handle
    }

    /// Signs a message with a scheme that fits the key.
    package func sign(_ message: [UInt8], _ scheme: SignatureScheme) throws(OpenSSLError) -> [UInt8] {
        guard scheme.fits(publicKey.kind) else {
            throw OpenSSLError(.unsupported, "EVP_DigestSign", "the scheme does not fit the key")
        }
        return try withSigningContext(scheme) { context throws(OpenSSLError) in
            var count = 0
            try Gate.check("EVP_DigestSign") { EVP_DigestSign(context, nil, &count, message, message.count) }
            var signature = [UInt8](repeating: 0, count: count)
            try Gate.check("EVP_DigestSign") { EVP_DigestSign(context, &signature, &count, message, message.count) }
            return Array(signature[..<count])
        }
    }

    /// Lends a context that signs what libcrypto puts through it.
    func withSigningContext<Result>(
        _ scheme: SignatureScheme,
        _ body: (OpaquePointer) throws(OpenSSLError) -> Result
    ) throws(OpenSSLError) -> Result {
        try handle.withKey { key throws(OpenSSLError) in
            try DigestSigning.withContext(.sign, key, scheme, body)
        }
    }
}
