import Builds
import Bytes
package import OpenSSLKit
import StrictJSON

/// `provenance.intoto.jsonl`: the provenance in a DSSE envelope with one ECDSA P-256 signature.
///
/// It proves integrity to ordinary tools. Where the build comes from is proved by the evidence alone.
package struct Envelope: Equatable, Sendable {
    /// The type of the payload.
    package static let payloadType = "application/vnd.in-toto+json"
    /// The largest file that is looked into: the largest provenance in Base64, and what goes around it.
    package static let sizeLimit = (Statement.sizeLimit / 3 + 1) * 4 + 4096

    /// The signed bytes, which are those of `provenance.json`.
    package let payload: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo (DER) of the key, as lower-case hexadecimal; only a hint for readers.
    package let keyID: String
    /// The ECDSA signature in DER.
    package let signature: [UInt8]

    /// Signs `payload`.
    package init(signing payload: [UInt8], with key: borrowing PrivateKey) throws(ProvenanceError) {
        self.payload = payload
        do {
            keyID = SHA256Digest(of: key.publicKey.subjectPublicKeyInfo).description
            signature = try key.sign(Self.preAuthenticationEncoding(of: payload), .ecdsaP256SHA256)
        } catch {
            throw ProvenanceError(.signing, BuildFile.envelope.rawValue, error.description)
        }
    }

    /// Reads the file strictly: one line, one signature, no member that the format does not define.
    package init(decoding bytes: [UInt8]) throws(ProvenanceError) {
        let file = BuildFile.envelope.rawValue
        guard bytes.count <= Self.sizeLimit else {
            throw ProvenanceError(.limit, file, "\(bytes.count) bytes, at most \(Self.sizeLimit) are accepted")
        }
        let lineFeed = UInt8(ascii: "\n")
        guard bytes.last == lineFeed, !bytes.dropLast().contains(lineFeed) else {
            throw ProvenanceError(.malformed, file, "expected exactly one line")
        }
        do {
            try self.init(json: JSONParser.parse(bytes, sizeLimit: Self.sizeLimit, depthLimit: 4))
        } catch {
            throw ProvenanceError(.malformed, file, error.message)
        }
    }

    private init(json: JSONValue) throws(JSONError) {
        var reader = try ObjectReader(json, at: "envelope")
        try reader.constant("payloadType", Self.payloadType, at: "envelope")
        payload = try reader.base64("payload")
        let signatures = try reader.array("signatures")
        try reader.finish()
        guard signatures.count == 1 else { throw JSONError(.wrongType, "envelope: expected exactly one signature") }
        var entry = try ObjectReader(signatures[0], at: "envelope.signatures[0]")
        keyID = try entry.string("keyid")
        signature = try entry.base64("sig")
        try entry.finish()
    }

    /// The bytes of the file.
    package var encoded: [UInt8] {
        let json: JSONValue = [
            "payload": .string(payload.base64),
            "payloadType": .string(Self.payloadType),
            "signatures": [["keyid": .string(keyID), "sig": .string(signature.base64)]],
        ]
        return json.serialized(.compact) + [UInt8(ascii: "\n")]
    }

    /// Whether `key` made the signature and ``keyID`` names it.
    package func isSigned(by key: PublicKey) -> Bool {
        keyID == SHA256Digest(of: key.subjectPublicKeyInfo).description
            && key.verifies(signature, of: Self.preAuthenticationEncoding(of: payload), .ecdsaP256SHA256)
    }

    /// What is signed: DSSE's pre-authentication encoding (PAE) of type and payload.
    static func preAuthenticationEncoding(of payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }
}
