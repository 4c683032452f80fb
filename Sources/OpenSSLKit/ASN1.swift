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

    /// Most significant byte first, at least one byte; a negative number is an error.
    static func serialNumber(_ number: UnsafePointer<ASN1_INTEGER>?) throws(OpenSSLError) -> [UInt8] {
        let number = try Gate.pointer("ASN1_INTEGER_to_BN", .malformed) { ASN1_INTEGER_to_BN(number, nil) }
        defer { BN_free(number) }
        guard BN_is_negative(number) == 0 else {
            throw OpenSSLError(.malformed, "ASN1_INTEGER_to_BN", "the serial number is negative")
        }
        var bytes = [UInt8](repeating: 0, count: max(1, (Int(BN_num_bits(number)) + 7) / 8))
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) >= 0 else { throw Gate.error("BN_bn2binpad", .failure) }
        return bytes
    }

    /// An object identifier in dots.
    static func identifier(_ object: OpaquePointer?) throws(OpenSSLError) -> String {
        var text = [CChar](repeating: 0, count: 128)
        let length = OBJ_obj2txt(&text, Int32(text.count), object, 1)
        guard length > 0, Int(length) < text.count else {
            throw OpenSSLError(.malformed, "OBJ_obj2txt", "an object identifier cannot be written")
        }
        return String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
