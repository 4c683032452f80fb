import COpenSSL
import Glibc

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
        let number = try Gate.pointer("ASN1_INTEGER_to_BN", .malformed) {
            ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil)
        }
        defer { BN_free(number) }
        guard BN_is_negative(number) == 0 else {
            throw OpenSSLError(.malformed, "X509_get0_serialNumber", "the serial number is negative")
        }
        var bytes = [UInt8](repeating: 0, count: max(1, (Int(BN_num_bits(number)) + 7) / 8))
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) >= 0 else { throw Gate.error("BN_bn2binpad", .failure) }
        return bytes
    }

    func subject() throws(OpenSSLError) -> DistinguishedName { try name(X509_get_subject_name(certificate)) }

    func issuer() throws(OpenSSLError) -> DistinguishedName { try name(X509_get_issuer_name(certificate)) }

    private func name(_ name: OpaquePointer?) throws(OpenSSLError) -> DistinguishedName {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_NAME(name, &buffer)
        guard let buffer, count > 0 else { throw Gate.error("i2d_X509_NAME", .malformed) }
        defer { CRYPTO_free(buffer, #fileID, #line) }
        let der = Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
        let position = X509_NAME_get_index_by_NID(name, NID_commonName, -1)
        guard position >= 0, X509_NAME_get_index_by_NID(name, NID_commonName, position) < 0 else {
            return DistinguishedName(der: der, commonName: nil)
        }
        let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, position))
        var text: UnsafeMutablePointer<UInt8>?
        let length = ASN1_STRING_to_UTF8(&text, value)
        guard let text, length >= 0 else { throw Gate.error("ASN1_STRING_to_UTF8", .malformed) }
        defer { CRYPTO_free(text, #fileID, #line) }
        let commonName = String(validating: UnsafeBufferPointer(start: text, count: Int(length)), as: UTF8.self)
        return DistinguishedName(der: der, commonName: commonName)
    }

    func validity() throws(OpenSSLError) -> (notBefore: Date, notAfter: Date) {
        (try date(X509_get0_notBefore(certificate)), try date(X509_get0_notAfter(certificate)))
    }

    private func date(_ time: UnsafePointer<ASN1_TIME>?) throws(OpenSSLError) -> Date {
        var fields = tm()
        try Gate.check("ASN1_TIME_to_tm", .malformed) { time == nil ? 0 : ASN1_TIME_to_tm(time, &fields) }
        return Date(timeIntervalSince1970: Double(timegm(&fields)))
    }

    func key() throws(OpenSSLError) -> KeyHandle {
        KeyHandle(owning: try Gate.pointer("X509_get_pubkey", .malformed) { X509_get_pubkey(certificate) })
    }

    /// The contents of every extension by its dotted object identifier.
    func extensions() throws(OpenSSLError) -> [String: [UInt8]] {
        var extensions: [String: [UInt8]] = [:]
        for position in 0..<max(0, X509_get_ext_count(certificate)) {
            let entry = X509_get_ext(certificate, position)
            var text = [CChar](repeating: 0, count: 128)
            let length = OBJ_obj2txt(&text, Int32(text.count), X509_EXTENSION_get_object(entry), 1)
            guard length > 0, Int(length) < text.count, let data = X509_EXTENSION_get_data(entry) else {
                throw OpenSSLError(.malformed, "X509_get_ext", "an extension has no usable identifier")
            }
            let identifier = String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
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
