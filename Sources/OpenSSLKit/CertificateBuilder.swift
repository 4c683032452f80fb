import COpenSSL
import Glibc

package import struct FoundationEssentials.Date

/// Makes certificates: for the software stand-in, and for tests.
package struct CertificateBuilder: Sendable {
    /// One attribute of a name.
    package struct Attribute: Hashable, Sendable {
        /// The attribute's short name, for example `CN` or `O`.
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An extension with contents of any form.
    package struct Extension: Hashable, Sendable {
        /// The object identifier in dots.
        package let oid: String
        /// What the extension's OCTET STRING holds.
        package let contents: [UInt8]
        package let isCritical: Bool

        package init(oid: String, contents: [UInt8], isCritical: Bool = false) {
            self.oid = oid
            self.contents = contents
            self.isCritical = isCritical
        }
    }

    package var subject: [Attribute]
    package var issuer: [Attribute]
    package var serialNumber: UInt32
    package var notBefore: Date
    package var notAfter: Date
    package var extensions: [Extension]

    package init(
        subject: [Attribute],
        issuer: [Attribute],
        serialNumber: UInt32,
        notBefore: Date,
        notAfter: Date,
        extensions: [Extension] = []
    ) {
        self.subject = subject
        self.issuer = issuer
        self.serialNumber = serialNumber
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.extensions = extensions
    }

    /// Adds what makes the certificate an authority: critical basic constraints and key usage.
    package mutating func makeAuthority() {
        extensions += [
            Extension(oid: "2.5.29.19", contents: [0x30, 0x03, 0x01, 0x01, 0xFF], isCritical: true),
            Extension(oid: "2.5.29.15", contents: [0x03, 0x02, 0x02, 0x04], isCritical: true),
        ]
    }

    /// Makes the certificate of `publicKey`, signed with the issuer's key.
    package func certificate(
        of publicKey: PublicKey,
        signedBy issuerKey: borrowing PrivateKey,
        _ scheme: SignatureScheme
    ) throws(OpenSSLError) -> Certificate {
        let certificate = try Gate.pointer("X509_new") { X509_new() }
        let handle = CertificateHandle(unfinished: certificate)
        try Gate.check("X509_set_version") { X509_set_version(certificate, 2) }
        try Gate.check("ASN1_INTEGER_set_uint64") {
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), UInt64(serialNumber))
        }
        try fill(X509_get_subject_name(certificate), with: subject)
        try fill(X509_get_issuer_name(certificate), with: issuer)
        try set(notBefore) { X509_set1_notBefore(certificate, $0) }
        try set(notAfter) { X509_set1_notAfter(certificate, $0) }
        try publicKey.handle.withKey { key throws(OpenSSLError) in
            try Gate.check("X509_set_pubkey") { X509_set_pubkey(certificate, key) }
        }
        for entry in extensions { try add(entry, to: certificate) }
        try issuerKey.withSigningContext(scheme) { context throws(OpenSSLError) in
            // Returns the size of the signature.
            try Gate.check("X509_sign_ctx") { X509_sign_ctx(certificate, context) > 0 ? 1 : 0 }
        }
        return try Certificate(der: try handle.der())
    }

    private func fill(_ name: OpaquePointer?, with attributes: [Attribute]) throws(OpenSSLError) {
        for attribute in attributes {
            let value = Array(attribute.value.utf8)
            try Gate.check("X509_NAME_add_entry_by_txt") {
                X509_NAME_add_entry_by_txt(name, attribute.name, MBSTRING_UTF8, value, Int32(value.count), -1, 0)
            }
        }
    }

    private func set(_ date: Date, _ body: (UnsafeMutablePointer<ASN1_TIME>) -> Int32) throws(OpenSSLError) {
        guard let seconds = time_t(exactly: date.timeIntervalSince1970.rounded(.down)) else {
            throw OpenSSLError(.limit, "ASN1_TIME_set", "a time out of range")
        }
        let time = try Gate.pointer("ASN1_TIME_set") { ASN1_TIME_set(nil, seconds) }
        defer { ASN1_STRING_free(time) }
        try Gate.check("X509_set1_notBefore") { body(time) }
    }

    private func add(_ entry: Extension, to certificate: OpaquePointer) throws(OpenSSLError) {
        let object = try Gate.pointer("OBJ_txt2obj") { OBJ_txt2obj(entry.oid, 1) }
        defer { ASN1_OBJECT_free(object) }
        let data = try Gate.pointer("ASN1_OCTET_STRING_new") { ASN1_OCTET_STRING_new() }
        defer { ASN1_OCTET_STRING_free(data) }
        try Gate.check("ASN1_OCTET_STRING_set") {
            ASN1_OCTET_STRING_set(data, entry.contents, Int32(entry.contents.count))
        }
        let made = try Gate.pointer("X509_EXTENSION_create_by_OBJ") {
            X509_EXTENSION_create_by_OBJ(nil, object, entry.isCritical ? 1 : 0, data)
        }
        defer { X509_EXTENSION_free(made) }
        try Gate.check("X509_add_ext") { X509_add_ext(certificate, made, -1) }
    }
}
