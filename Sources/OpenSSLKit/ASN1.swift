import COpenSSL
import Glibc

import struct FoundationEssentials.Date

/// Reads libcrypto's values into Swift's.
enum ASN1 {
    static func name(_ name: OpaquePointer?) throws(OpenSSLError) -> DistinguishedName {
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

    static func date(_ time: UnsafePointer<ASN1_TIME>?) throws(OpenSSLError) -> Date {
        var fields = tm()
        try Gate.check("ASN1_TIME_to_tm", .malformed) { time == nil ? 0 : ASN1_TIME_to_tm(time, &fields) }
        return Date(timeIntervalSince1970: Double(timegm(&fields)))
    }

    /// Lends the bytes of a number, most significant first, at least one and no leading zeros; a negative number is an
    /// error.
    static func unsignedInteger(_ number: UnsafePointer<ASN1_INTEGER>?) throws(OpenSSLError) -> UnsafeBufferPointer<
        UInt8
    > {
        // The sign is part of the type. Padding and a number without contents are refused where it is decoded.
        guard let number, ASN1_STRING_type(number) == V_ASN1_INTEGER, ASN1_STRING_length(number) > 0 else {
            throw OpenSSLError(.malformed, "ASN1_INTEGER", "the serial number is negative")
        }
        return UnsafeBufferPointer(start: ASN1_STRING_get0_data(number), count: Int(ASN1_STRING_length(number)))
    }

    /// An object identifier in dots.
    static func identifier(_ object: OpaquePointer?) throws(OpenSSLError) -> String {
        let capacity = 128
        let text = String(unsafeUninitializedCapacity: capacity) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                let length = Int(OBJ_obj2txt(text.baseAddress, Int32(capacity), object, 1))
                return length < capacity ? max(0, length) : 0
            }
        }
        guard !text.isEmpty else {
            throw OpenSSLError(.malformed, "OBJ_obj2txt", "an object identifier cannot be written")
        }
        return text
    }
}
