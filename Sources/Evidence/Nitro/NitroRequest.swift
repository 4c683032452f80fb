/// What an enclave asks its device, `/dev/nsm`, for an attestation document.
///
/// The device takes and gives CBOR (`aws-nitro-enclaves-nsm-api`, `Request` and `Response`).
package struct NitroRequest: Hashable, Sendable {
    /// The largest request that the device takes.
    package static let sizeLimit = 0x1000
    /// The largest response that the device gives: the size of the buffer to offer.
    package static let responseSizeLimit = 0x3000

    /// What the document shall state as its `user_data`, `nonce` and `public_key`; at most 1024 bytes each.
    package let userData: [UInt8]?
    package let nonce: [UInt8]?
    package let publicKey: [UInt8]?

    package init(userData: [UInt8]?, nonce: [UInt8]? = nil, publicKey: [UInt8]? = nil) {
        self.userData = userData
        self.nonce = nonce
        self.publicKey = publicKey
    }

    /// The request as the device takes it; throws for data that no document holds.
    package var encoded: [UInt8] {
        get throws(NitroResponseError) {
            for part in [userData, nonce, publicKey] where (part?.count ?? 0) > NitroDocument.partLimit {
                throw NitroResponseError(.requestTooLarge, "more than \(NitroDocument.partLimit) bytes")
            }
            func value(_ bytes: [UInt8]?) -> CBORValue { bytes.map(CBORValue.bytes) ?? .null }
            let members: [CBORValue.Member] = [
                .init("user_data", value(userData)), .init("nonce", value(nonce)),
                .init("public_key", value(publicKey)),
            ]
            return CBORValue.map([.init("Attestation", .map(members))]).encoded
        }
    }

    /// The document in a response, which must fill the bytes; throws what the device said went wrong.
    ///
    /// Since 2025 the device writes documents with a map of indefinite length, so its responses may have such maps too.
    package static func document(inResponse bytes: [UInt8]) throws(NitroResponseError) -> [UInt8] {
        guard bytes.count <= responseSizeLimit else {
            throw NitroResponseError(.malformed, "a response of \(bytes.count) bytes")
        }
        let value: CBORValue
        do {
            value = try CBORDecoder.value(of: bytes, indefiniteMaps: .all)
        } catch {
            throw NitroResponseError(.malformed, error.description)
        }
        guard let members = value.map, members.count == 1, let answer = members.first else {
            throw NitroResponseError(.malformed, "the response is not a map of one member")
        }
        switch (answer.key, answer.value) {
        case ("Attestation", .map(let parts)) where parts.count == 1 && parts.first?.key == "document":
            guard let document = parts.first?.value.bytes else { break }
            return document
        case ("Error", .text(let reason)):
            throw NitroResponseError(.refused, String(reason.prefix(100)))
        default: break
        }
        throw NitroResponseError(.malformed, "the response holds no document")
    }
}
