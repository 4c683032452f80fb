import Bytes

/// A message with one signature (COSE_Sign1, RFC 9052, section 4.2) of the one kind that Nitro makes: ES384, nothing in
/// the unprotected header, nothing signed but header and payload.
struct COSESign1: Hashable, Sendable {
    /// The tag that may precede the message, in its one encoding.
    private static let tag: UInt8 = 0xD2
    /// The protected header: `{1: -35}`, the algorithm ES384 (RFC 9053, section 2.1).
    private static let protectedHeader = CBORValue.map([.init(.unsigned(1), .negative(34))]).encoded
    /// The bytes of a signature: two numbers of 48.
    static let signatureSize = 96

    let payload: [UInt8]
    /// `r ‖ s`, most significant byte first.
    let signature: [UInt8]

    init(payload: [UInt8], signature: [UInt8]) {
        self.payload = payload
        self.signature = signature
    }

    /// Reads a message that fills the bytes.
    init(parsing bytes: [UInt8]) throws(EvidenceError) {
        let untagged = bytes.first == Self.tag ? Array(bytes.dropFirst()) : bytes
        guard let parts = try NitroDocument.decode(untagged).array, parts.count == 4 else {
            throw EvidenceError(.documentMalformed, "the document is no COSE_Sign1")
        }
        guard let header = parts[0].bytes, let payload = parts[2].bytes, let signature = parts[3].bytes else {
            throw EvidenceError(.documentMalformed, "header, payload and signature are not all byte strings")
        }
        // The only member that ES384 needs; an unknown one may be critical.
        guard header == Self.protectedHeader else {
            throw EvidenceError(
                .documentFormatUnsupported,
                expected: Self.protectedHeader.hexadecimal,
                found: header.hexadecimal,
                "the document is not signed with ES384 alone"
            )
        }
        // Nobody signs it, so nothing may stand in it.
        guard parts[1].map?.isEmpty == true else {
            throw EvidenceError(.documentMalformed, "the unprotected header is not an empty map")
        }
        guard signature.count == Self.signatureSize else {
            throw EvidenceError(
                .documentMalformed,
                expected: "\(Self.signatureSize) bytes",
                found: "\(signature.count) bytes",
                "the signature is not of its size"
            )
        }
        self.init(payload: payload, signature: signature)
    }

    /// What the signature covers: the Sig_structure (RFC 9052, section 4.4).
    var signedBytes: [UInt8] {
        CBORValue.array([.text("Signature1"), .bytes(Self.protectedHeader), .bytes([]), .bytes(payload)]).encoded
    }

    /// The message without a tag, as Nitro writes it.
    var encoded: [UInt8] {
        CBORValue.array([.bytes(Self.protectedHeader), .map([]), .bytes(payload), .bytes(signature)]).encoded
    }
}
