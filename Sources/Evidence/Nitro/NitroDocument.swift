package import struct FoundationEssentials.Date

/// What an enclave's hypervisor signs (AWS Nitro Enclaves, "attestation document"), well formed and otherwise unchecked.
package struct NitroDocument: Hashable, Sendable {
    /// The largest document that is read; the device's answers end at 12 KiB.
    package static let sizeLimit = 32 << 10
    /// The largest `user_data`, `nonce` or `public_key`; AWS documents 512 bytes for two of them and signs 1024.
    package static let partLimit = 1024
    /// The numbers of the PCRs.
    package static let pcrNumbers = 0...31
    /// The most certificates above the leaf; genuine documents have four.
    package static let certificateLimit = 8

    /// The enclave: its instance and a number for this start of it.
    package let moduleID: String
    /// When the document was signed, by the hypervisor's clock.
    package let timestamp: Date
    /// The PCRs that are locked, by number. One that is not here is unknown, not zero.
    package let pcrs: [Int: [UInt8]]
    /// The DER of the certificate whose key signs.
    package let certificate: [UInt8]
    /// The DER of the certificates above, the root first.
    package let authorities: [[UInt8]]
    package let publicKey: [UInt8]?
    package let userData: [UInt8]?
    package let nonce: [UInt8]?

    package init(
        moduleID: String,
        timestamp: Date,
        pcrs: [Int: [UInt8]],
        certificate: [UInt8],
        authorities: [[UInt8]],
        publicKey: [UInt8]? = nil,
        userData: [UInt8]? = nil,
        nonce: [UInt8]? = nil
    ) {
        self.moduleID = moduleID
        self.timestamp = timestamp
        self.pcrs = pcrs
        self.certificate = certificate
        self.authorities = authorities
        self.publicKey = publicKey
        self.userData = userData
        self.nonce = nonce
    }
}

extension NitroDocument {
    /// Reads the payload of a document strictly: the known members and no other, each of its type and size.
    ///
    /// Since 2025 the device writes the map of indefinite length, and what is inside it with lengths as before.
    init(parsing payload: [UInt8]) throws(EvidenceError) {
        var reader = NitroDocumentReader(try Self.decode(payload, indefiniteMaps: .outermost))
        try reader.refuseOtherKinds()
        try reader.digest("SHA384")
        moduleID = try reader.identifier("module_id")
        timestamp = try reader.timestamp("timestamp")
        pcrs = try reader.pcrs("pcrs")
        certificate = try reader.bytes("certificate")
        authorities = try reader.list("cabundle", limit: Self.certificateLimit)
        publicKey = try reader.optionalBytes("public_key", limit: Self.partLimit)
        userData = try reader.optionalBytes("user_data", limit: Self.partLimit)
        nonce = try reader.optionalBytes("nonce", limit: Self.partLimit)
        try reader.finish()
    }

    /// Decodes CBOR, with errors in terms of the document.
    static func decode(
        _ bytes: [UInt8],
        indefiniteMaps: CBORDecoder.IndefiniteMaps = .none
    ) throws(EvidenceError) -> CBORValue {
        do {
            return try CBORDecoder.value(of: bytes, indefiniteMaps: indefiniteMaps)
        } catch {
            let code: ReasonCode = error.code == .truncated ? .documentTruncated : .documentMalformed
            throw EvidenceError(code, "the document is not read: \(error)")
        }
    }
}
