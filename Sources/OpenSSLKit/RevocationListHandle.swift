import COpenSSL

import struct FoundationEssentials.Date

/// Owns an X509_CRL.
// `@unchecked`: the list is complete before it comes here and never changed after; libcrypto lets threads read it.
final class RevocationListHandle: @unchecked Sendable {
    private let list: OpaquePointer

    init(der bytes: [UInt8]) throws(OpenSSLError) {
        list = try Gate.pointer("d2i_X509_CRL", .malformed) {
            bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
                var cursor = buffer.baseAddress
                return d2i_X509_CRL(nil, &cursor, buffer.count)
            }
        }
    }

    deinit { X509_CRL_free(list) }

    func der() throws(OpenSSLError) -> [UInt8] {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_CRL(list, &buffer)
        guard let buffer, count > 0 else { throw Gate.error("i2d_X509_CRL", .failure) }
        defer { CRYPTO_free(buffer, #fileID, #line) }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }

    func issuer() throws(OpenSSLError) -> DistinguishedName { try ASN1.name(X509_CRL_get_issuer(list)) }

    func updates() throws(OpenSSLError) -> (this: Date, next: Date?) {
        let next = X509_CRL_get0_nextUpdate(list)
        return (try ASN1.date(X509_CRL_get0_lastUpdate(list)), next == nil ? nil : try ASN1.date(next))
    }

    /// A list that is partial, indirect or a delta says so in a critical extension.
    var hasCriticalExtension: Bool { X509_CRL_get_ext_by_critical(list, 1, -1) >= 0 }

    /// Throws for a serial number that no certificate can have.
    func checkSerialNumbers() throws(OpenSSLError) {
        for position in 0..<assay_revoked_count(list) {
            _ = try ASN1.unsignedInteger(assay_revoked_serial_number(list, position))
        }
    }

    /// Whether the list has an entry of this serial number, most significant byte first.
    func revokes(_ serialNumber: [UInt8]) -> Bool {
        // `X509_CRL_get0_by_serial` would sort the entries in place, which threads may be reading.
        (0..<assay_revoked_count(list)).contains { position in
            let revoked = try? ASN1.unsignedInteger(assay_revoked_serial_number(list, position))
            return revoked?.elementsEqual(serialNumber) ?? false
        }
    }

    func isSigned(by key: KeyHandle) -> Bool {
        key.withKey { key in Gate.verdict { X509_CRL_verify(list, key) } }
    }
}
