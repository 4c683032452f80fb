import COpenSSL

package import struct FoundationEssentials.Date

/// A certificate revocation list (RFC 5280, section 5), well formed; nothing says yet who signed it.
package struct RevocationList: Sendable {
    /// The list's DER.
    package let der: [UInt8]
    package let issuer: DistinguishedName
    /// When it was issued.
    package let thisUpdate: Date
    /// When the next one is due; `nil` where the list does not say.
    package let nextUpdate: Date?

    private let handle: RevocationListHandle

    /// The largest list that is read unless the caller says otherwise, in bytes.
    package static let defaultSizeLimit = 1 << 20

    /// Reads a list that fills all the bytes and is in its canonical encoding.
    package init(der bytes: [UInt8], sizeLimit: Int = defaultSizeLimit) throws(OpenSSLError) {
        guard bytes.count <= sizeLimit else {
            throw OpenSSLError(.limit, "d2i_X509_CRL", "a revocation list of \(bytes.count) bytes")
        }
        handle = try RevocationListHandle(der: bytes)
        guard try handle.der() == bytes else {
            throw OpenSSLError(.malformed, "d2i_X509_CRL", "bytes follow the list, or it is not encoded canonically")
        }
        guard !handle.hasCriticalExtension else {
            throw OpenSSLError(.unsupported, "d2i_X509_CRL", "the list has a critical extension")
        }
        der = bytes
        issuer = try handle.issuer()
        (thisUpdate, nextUpdate) = try handle.updates()
        try handle.checkSerialNumbers()
    }

    /// Whether the list is signed by this issuer's key and states the issuer's name.
    package func isSigned(by issuer: Certificate) -> Bool {
        self.issuer == issuer.subject && handle.isSigned(by: issuer.publicKey.handle)
    }

    /// Whether it was issued and the next one is not due yet; `false` for a list that does not say when that is.
    package func isCurrent(at time: Date) -> Bool { nextUpdate.map { thisUpdate <= time && time < $0 } ?? false }

    /// Whether it names the certificate, which must be of the same issuer for that to mean anything.
    package func revokes(_ certificate: Certificate) -> Bool { handle.revokes(certificate.serialNumber) }
}
