import COpenSSL

/// One operation of signing or verifying.
enum DigestSigning {
    enum Purpose { case sign, verify }

    /// RSA_PSS_SALTLEN_AUTO: the length that the signature itself has.
    static let anySaltSize: Int32 = -2

    /// Lends a context that is prepared for a purpose, a key and a scheme.
    static func withContext<Result>(
        _ purpose: Purpose,
        _ key: OpaquePointer,
        _ scheme: SignatureScheme,
        _ body: (OpaquePointer) throws(OpenSSLError) -> Result
    ) throws(OpenSSLError) -> Result {
        let context = try Gate.pointer("EVP_MD_CTX_new") { EVP_MD_CTX_new() }
        defer { EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        switch purpose {
        case .sign:
            try Gate.check("EVP_DigestSignInit") {
                EVP_DigestSignInit(context, &parameters, scheme.digest.method, nil, key)
            }
        case .verify:
            try Gate.check("EVP_DigestVerifyInit") {
                EVP_DigestVerifyInit(context, &parameters, scheme.digest.method, nil, key)
            }
        }
        if let saltSize = scheme.saltSize(for: purpose) {
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
