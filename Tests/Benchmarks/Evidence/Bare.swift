import COpenSSL

/// Calls of libcrypto with nothing around them. Whatever does not succeed ends the program.
enum Bare {
    /// Fetched once: fetching by name costs more than hashing a short message.
    struct Digests {
        let sha256 = EVP_MD_fetch(nil, "SHA2-256", nil)
        let sha384 = EVP_MD_fetch(nil, "SHA2-384", nil)
    }

    nonisolated(unsafe) static let digests = Digests()

    /// Decodes an X509.
    static func certificate(_ der: [UInt8]) -> OpaquePointer {
        let certificate = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_X509(nil, &cursor, buffer.count)
        }
        return found(certificate, "d2i_X509")
    }

    /// Whether the certificate is signed by the key of the other.
    static func verify(_ certificate: OpaquePointer, by issuer: OpaquePointer) {
        require(X509_verify(certificate, X509_get0_pubkey(issuer)), "X509_verify")
    }

    /// Decodes a list and verifies it by the key of a certificate.
    static func verifyList(_ der: [UInt8], by issuer: OpaquePointer) {
        let list = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_X509_CRL(nil, &cursor, buffer.count)
        }
        require(X509_CRL_verify(found(list, "d2i_X509_CRL"), X509_get0_pubkey(issuer)), "X509_CRL_verify")
        X509_CRL_free(list)
    }

    /// Verifies an ECDSA signature of two numbers, most significant byte first.
    static func verify(
        ecdsa r: [UInt8],
        _ s: [UInt8],
        of message: [UInt8],
        _ digest: OpaquePointer?,
        by key: OpaquePointer
    ) {
        let signature = ECDSA_SIG_new()
        require(
            ECDSA_SIG_set0(signature, BN_bin2bn(r, Int32(r.count), nil), BN_bin2bn(s, Int32(s.count), nil)),
            "ECDSA_SIG_set0"
        )
        var der: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(signature, &der)
        verify(UnsafeBufferPointer(start: der, count: Int(count)), of: message, digest, by: key)
        CRYPTO_free(der, #fileID, #line)
        ECDSA_SIG_free(signature)
    }

    /// Verifies a signature in the form that libcrypto takes; RSA with the padding of PKCS #1.
    static func verify(
        _ signature: UnsafeBufferPointer<UInt8>,
        of message: [UInt8],
        _ digest: OpaquePointer?,
        by key: OpaquePointer
    ) {
        let context = EVP_MD_CTX_new()
        require(EVP_DigestVerifyInit(context, nil, digest, nil, key), "EVP_DigestVerifyInit")
        let verdict = EVP_DigestVerify(context, signature.baseAddress, signature.count, message, message.count)
        require(verdict, "EVP_DigestVerify")
        EVP_MD_CTX_free(context)
    }

    /// Hashes with SHA-256.
    static func digest(_ message: [UInt8]) {
        var output = [UInt8](repeating: 0, count: 32)
        require(EVP_Digest(message, message.count, &output, nil, digests.sha256, nil), "EVP_Digest")
    }

    static func require(_ status: Int32, _ call: String) {
        guard status == 1 else { EvidenceBenchmark.fail("\(call) failed") }
    }

    static func found(_ pointer: OpaquePointer?, _ call: String) -> OpaquePointer {
        guard let pointer else { EvidenceBenchmark.fail("\(call) failed") }
        return pointer
    }
}
