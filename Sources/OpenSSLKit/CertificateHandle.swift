import COpenSSL

import struct FoundationEssentials.Date

/// Owns an X509.
// `@unchecked`: the certificate is complete before it comes here, what libcrypto works out of it lazily is worked out in
// the initialiser, and libcrypto lets threads share it from then on.
final class CertificateHandle: @unchecked Sendable {
    private let certificate: OpaquePointer

    /// Takes over a certificate that is still being made and stays with its maker.
    init(unfinished certificate: OpaquePointer) { self.certificate = certificate }

    /// Takes the certificate over.
    init(owning certificate: OpaquePointer) {
        self.certificate = certificate
        _ = Gate.verdict { X509_check_purpose(certificate, -1, 0) }
    }

    convenience init(der bytes: [UInt8]) throws(OpenSSLError) {
        let certificate = try Gate.pointer("d2i_X509", .malformed) {
            bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
                var cursor = buffer.baseAddress
                return d2i_X509(nil, &cursor, buffer.count)
            }
        }
        self.init(owning: certificate)
    }

    deinit { X509_free(certificate) }

    /// Lends the certificate.
    func withCertificate<Result, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(certificate)
    }

    func der() throws(OpenSSLError) -> [UInt8] {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &buffer)
        guard let buffer, count > 0 else { throw Gate.error("i2d_X509", .failure) }
        defer { CRYPTO_free(buffer, #fileID, #line) }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }

    var version: Int { Int(X509_get_version(certificate)) + 1 }

    func serialNumber() throws(OpenSSLError) -> [UInt8] {
        Array(try ASN1.unsignedInteger(X509_get0_serialNumber(certificate)))
    }

    func subject() throws(OpenSSLError) -> DistinguishedName { try ASN1.name(X509_get_subject_name(certificate)) }

    func issuer() throws(OpenSSLError) -> DistinguishedName { try ASN1.name(X509_get_issuer_name(certificate)) }

    func validity() throws(OpenSSLError) -> (notBefore: Date, notAfter: Date) {
        (try ASN1.date(X509_get0_notBefore(certificate)), try ASN1.date(X509_get0_notAfter(certificate)))
    }

    /// Whether it may issue others, by its basic constraints.
    var isAuthority: Bool { X509_check_ca(certificate) == 1 }

    /// The bits of the key usage; `nil` where the certificate does not restrict it.
    var keyUsage: KeyUsage? {
        guard X509_get_extension_flags(certificate) & UInt32(EXFLAG_KUSAGE) != 0 else { return nil }
        return KeyUsage(rawValue: X509_get_key_usage(certificate))
    }

    /// The object identifiers of the extended key usage; none where there is no such extension.
    func extendedKeyUsage() throws(OpenSSLError) -> [String] {
        var critical: Int32 = 0
        guard let list = X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nil) else {
            // -1 says that the extension is absent; anything else, that it cannot be read or stands twice.
            guard critical == -1 else { throw Gate.error("X509_get_ext_d2i", .malformed) }
            return []
        }
        let usage = OpaquePointer(list)
        defer { assay_extended_key_usage_free(usage) }
        var identifiers: [String] = []
        for position in 0..<assay_extended_key_usage_count(usage) {
            identifiers.append(try ASN1.identifier(assay_extended_key_usage(usage, position)))
        }
        return identifiers
    }

    func publicKey() throws(OpenSSLError) -> PublicKey {
        let key = KeyHandle(owning: try Gate.pointer("X509_get_pubkey", .malformed) { X509_get_pubkey(certificate) })
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &buffer)
        guard let buffer, count > 0 else { throw Gate.error("i2d_X509_PUBKEY", .failure) }
        defer { CRYPTO_free(buffer, #fileID, #line) }
        return try PublicKey(key, decodedFrom: Array(UnsafeBufferPointer(start: buffer, count: Int(count))))
    }

    /// The contents of every extension by its dotted object identifier.
    func extensions() throws(OpenSSLError) -> [String: [UInt8]] {
        var extensions: [String: [UInt8]] = [:]
        for position in 0..<max(0, X509_get_ext_count(certificate)) {
            let entry = X509_get_ext(certificate, position)
            guard let data = X509_EXTENSION_get_data(entry) else {
                throw OpenSSLError(.malformed, "X509_get_ext", "an extension has no contents")
            }
            let identifier = try ASN1.identifier(X509_EXTENSION_get_object(entry))
            guard extensions[identifier] == nil else {
                throw OpenSSLError(.malformed, "X509_get_ext", "the extension \(identifier) stands twice")
            }
            extensions[identifier] = Array(
                UnsafeBufferPointer(start: ASN1_STRING_get0_data(data), count: Int(ASN1_STRING_length(data)))
            )
        }
        return extensions
    }

    var isSignedWithPSSSHA384: Bool {
        var digest: Int32 = 0
        var key: Int32 = 0
        guard Gate.verdict({ X509_get_signature_info(certificate, &digest, &key, nil, nil) }) else { return false }
        return key == NID_rsassaPss && digest == NID_sha384
    }

    func isSigned(by key: KeyHandle) -> Bool {
        key.withKey { key in Gate.verdict { X509_verify(certificate, key) } }
    }
}
