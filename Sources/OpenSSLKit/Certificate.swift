import COpenSSL

package import struct FoundationEssentials.Date

/// An X.509 certificate, well formed; nothing says yet who signed it.
package struct Certificate: Sendable {
    /// The certificate's DER.
    package let der: [UInt8]
    /// 3 for every certificate with extensions.
    package let version: Int
    /// The serial number, most significant byte first, at least one byte.
    package let serialNumber: [UInt8]
    package let subject: DistinguishedName
    package let issuer: DistinguishedName
    /// The first moment at which it is valid.
    package let notBefore: Date
    /// The last moment at which it is valid.
    package let notAfter: Date
    package let publicKey: PublicKey
    /// Whether its signature is RSASSA-PSS with SHA-384.
    package let isSignedWithPSSSHA384: Bool
    /// Whether it may issue others, by its basic constraints.
    package var isAuthority: Bool { handle.isAuthority }
    /// What its key may be used for; `nil` where the certificate does not restrict it.
    package var keyUsage: KeyUsage? { handle.keyUsage }
    /// The object identifiers of the extended key usage, in dots; none where there is no such extension.
    package let extendedKeyUsage: [String]

    let handle: CertificateHandle
    private let extensions: [String: [UInt8]]

    /// The largest certificate that is read unless the caller says otherwise.
    package static let defaultSizeLimit = 64 << 10

    /// Reads a certificate that fills all the bytes and is in its canonical encoding, with each extension at most once.
    package init(der bytes: [UInt8], sizeLimit: Int = defaultSizeLimit) throws(OpenSSLError) {
        guard bytes.count <= sizeLimit else {
            throw OpenSSLError(.limit, "d2i_X509", "a certificate of \(bytes.count) bytes")
        }
        let handle = try CertificateHandle(der: bytes)
        guard try handle.der() == bytes else {
            throw OpenSSLError(.malformed, "d2i_X509", "bytes follow the certificate, or it is not encoded canonically")
        }
        try self.init(handle, der: bytes)
    }

    init(_ handle: CertificateHandle, der: [UInt8]) throws(OpenSSLError) {
        self.handle = handle
        self.der = der
        version = handle.version
        serialNumber = try handle.serialNumber()
        subject = try handle.subject()
        issuer = try handle.issuer()
        (notBefore, notAfter) = try handle.validity()
        publicKey = try handle.publicKey()
        extensions = try handle.extensions()
        isSignedWithPSSSHA384 = handle.isSignedWithPSSSHA384
        extendedKeyUsage = try handle.extendedKeyUsage()
    }

    /// The raw contents of an extension (what its OCTET STRING holds); `nil` where it is absent.
    package func `extension`(oid: String) -> [UInt8]? { extensions[oid] }

    /// Whether the signature is one by this issuer's key, and the issuer has the name that this certificate states.
    ///
    /// Says nothing of validity in time or of the issuer's right to issue; see ``CertificateChain``.
    package func isSigned(by issuer: Certificate) -> Bool {
        self.issuer == issuer.subject && handle.isSigned(by: issuer.publicKey.handle)
    }

    /// Whether it is valid at a time. Its last second no longer counts, as libcrypto judges it.
    package func isValid(at time: Date) -> Bool { notBefore <= time && time < notAfter }
}

extension Certificate: Hashable {
    package static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }
    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension Certificate {
    /// Reads the certificates of a PEM text that holds nothing else, at most `limit` of them.
    package static func chain(pem text: [UInt8], limit: Int) throws(OpenSSLError) -> [Certificate] {
        var certificates: [Certificate] = []
        for der in try PEM.blocks(text, label: "CERTIFICATE", limit: limit) {
            certificates.append(try Certificate(der: der))
        }
        return certificates
    }
}
