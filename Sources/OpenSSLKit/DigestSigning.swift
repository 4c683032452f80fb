import COpenSSL

/// One operation of signing or verifying.
enum DigestSigning {
    typealias Start = (
        OpaquePointer?, UnsafeMutablePointer<OpaquePointer?>?, OpaquePointer?, OpaquePointer?, OpaquePointer?
    ) -> Int32

    /// Lends a context that `start` has prepared for a key and a scheme.
    static func withContext<Result>(
        _ key: OpaquePointer,
        _ scheme: SignatureScheme,
        _ start: Start,
        _ body: (OpaquePointer) throws(OpenSSLError) -> Result
    ) throws(OpenSSLError) -> Result {
        let context = try Gate.pointer("EVP_MD_CTX_new") { EVP_MD_CTX_new() }
        defer { EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        try Gate.check("EVP_DigestSignInit") { start(context, &parameters, scheme.digest.method, nil, key) }
        if let saltSize = scheme.saltSize {
            try Gate.check("EVP_PKEY_CTX_set_rsa_padding") {
                EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING)
            }
            try Gate.check("EVP_PKEY_CTX_set_rsa_mgf1_md") {
                EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, scheme.digest.method)
            }
            try Gate.check("EVP_PKEY_CTX_set_rsa_pss_saltlen") {
                EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, saltSize)
            }
        }
        return try body(context)
    }
}
