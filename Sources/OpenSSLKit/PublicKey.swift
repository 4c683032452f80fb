import COpenSSL

/// A public key of a supported kind, sound and in its one canonical encoding.
package struct PublicKey: Sendable {
    /// The DER of the SubjectPublicKeyInfo.
    package let subjectPublicKeyInfo: [UInt8]
    package let kind: KeyKind

    let handle: KeyHandle

    /// The largest encoding that is read: an RSA key of 8192 bits and then some.
    package static let sizeLimit = 4096

    /// Reads a DER SubjectPublicKeyInfo that fills all the bytes.
    package init(subjectPublicKeyInfo bytes: [UInt8]) throws(OpenSSLError) {
        guard bytes.count <= Self.sizeLimit else {
            throw OpenSSLError(.limit, "d2i_PUBKEY", "a public key of \(bytes.count) bytes")
        }
        let key = try Gate.pointer("d2i_PUBKEY", .malformed) {
            bytes.withUnsafeBufferPointer { buffer in
                var cursor = buffer.baseAddress
                return d2i_PUBKEY(nil, &cursor, buffer.count)
            }
        }
        try self.init(KeyHandle(owning: key))
        guard subjectPublicKeyInfo == bytes else {
            throw OpenSSLError(.malformed, "d2i_PUBKEY", "the public key is not in its canonical encoding")
        }
    }

    /// Takes a key whose parts libcrypto has decoded, and the SubjectPublicKeyInfo that it was decoded from, where that
    /// is at hand: libcrypto takes as long to encode a key as to decode it.
    init(_ handle: KeyHandle, decodedFrom stated: [UInt8]? = nil) throws(OpenSSLError) {
        let (kind, info) = try handle.withKey { key throws(OpenSSLError) -> (KeyKind, [UInt8]) in
            guard let kind = KeyKind(key) else {
                throw OpenSSLError(.unsupported, "EVP_PKEY", "a key of a kind or size that is not supported")
            }
            // Only where the form that is checked below leaves no second way to write the key.
            if let stated, kind.hasFixedForm { return (kind, stated) }
            var buffer: UnsafeMutablePointer<UInt8>?
            let count = i2d_PUBKEY(key, &buffer)
            guard let buffer, count > 0 else { throw Gate.error("i2d_PUBKEY", .failure) }
            defer { CRYPTO_free(buffer, #fileID, #line) }
            return (kind, Array(UnsafeBufferPointer(start: buffer, count: Int(count))))
        }
        guard kind.isUsualForm(info) else {
            throw OpenSSLError(.unsupported, "i2d_PUBKEY", "a curve by parameters, or a point in an unusual form")
        }
        self.handle = handle
        self.kind = kind
        self.subjectPublicKeyInfo = info
    }

    /// Takes a key that was made of its numbers, and the one encoding that they have: libcrypto takes longer to write it
    /// than to use the key.
    init(_ handle: KeyHandle, encoded: [UInt8]) throws(OpenSSLError) {
        guard let kind = handle.withKey(KeyKind.init), kind.isUsualForm(encoded) else {
            throw OpenSSLError(.unsupported, "EVP_PKEY", "a key of a kind or size that is not supported")
        }
        self.handle = handle
        self.kind = kind
        subjectPublicKeyInfo = encoded
    }

    /// Whether `signature` is one of `message` by this key; `false` too for a scheme that does not fit the key.
    package func verifies(_ signature: [UInt8], of message: [UInt8], _ scheme: SignatureScheme) -> Bool {
        guard scheme.fits(kind) else { return false }
        return handle.withKey { key in
            (try? DigestSigning.withContext(.verify, key, scheme) { context in
                Gate.verdict { EVP_DigestVerify(context, signature, signature.count, message, message.count) }
            }) ?? false
        }
    }

    /// Whether the two numbers are a signature of `message` by this key, which must be on the scheme's curve.
    package func verifies(_ signature: ECDSASignature, of message: [UInt8], _ scheme: SignatureScheme) -> Bool {
        guard let der = try? signature.der else { return false }
        return verifies(der, of: message, scheme)
    }
}

extension PublicKey: Hashable {
    package static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.subjectPublicKeyInfo == right.subjectPublicKeyInfo
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(subjectPublicKeyInfo) }
}
