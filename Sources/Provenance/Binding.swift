package import Builds
import Bytes
import StrictJSON

package import struct FoundationEssentials.Date

/// What ties evidence to one build: a small JSON object whose digest is the second half of REPORT_DATA.
package struct Binding: Equatable, Sendable {
    /// The member `_type`: evidence requested for any other purpose has another one.
    package static let type = "urn:assay:binding:v1"
    /// The largest binding that is looked into, in bytes.
    package static let sizeLimit = 4096

    /// The build, named in the enclave.
    package let buildID: BuildID
    /// The requester's challenge.
    package let nonce: Nonce?
    /// SHA-256 of `provenance.json`.
    package let provenanceSHA256: SHA256Digest
    /// SHA-256 of `build.log` when it was closed.
    package let logSHA256: SHA256Digest
    /// SHA-256 of `.assay.yaml`, or of no bytes where the source has none.
    package let configurationSHA256: SHA256Digest
    /// SHA-256 of the SubjectPublicKeyInfo (DER) of the key that signs the envelope.
    package let signingKeySHA256: SHA256Digest
    /// When the binding was made, by the builder's own clock; whole seconds.
    package let issuedAt: Date

    /// Makes a binding; fractions of a second are dropped.
    package init(
        buildID: BuildID,
        nonce: Nonce?,
        provenanceSHA256: SHA256Digest,
        logSHA256: SHA256Digest,
        configurationSHA256: SHA256Digest,
        signingKeySHA256: SHA256Digest,
        issuedAt: Date
    ) {
        self.buildID = buildID
        self.nonce = nonce
        self.provenanceSHA256 = provenanceSHA256
        self.logSHA256 = logSHA256
        self.configurationSHA256 = configurationSHA256
        self.signingKeySHA256 = signingKeySHA256
        self.issuedAt = Date(timeIntervalSince1970: issuedAt.timeIntervalSince1970.rounded(.down))
    }

    /// Reads the bytes of a binding strictly.
    package init(decoding bytes: [UInt8]) throws(ProvenanceError) {
        guard bytes.count <= Self.sizeLimit else {
            throw ProvenanceError(.limit, "binding", "\(bytes.count) bytes, at most \(Self.sizeLimit) are accepted")
        }
        do {
            try self.init(json: JSONParser.parse(bytes, sizeLimit: Self.sizeLimit, depthLimit: 4))
        } catch {
            throw ProvenanceError(.malformed, "binding", error.message)
        }
    }

    private init(json: JSONValue) throws(JSONError) {
        let path = "binding"
        var reader = try ObjectReader(json, at: path)
        try reader.constant("_type", Self.type, at: path)
        buildID = try reader.parsed("build_id", at: path, "a build identifier") { BuildID($0) }
        nonce = try reader.nullableNonce("nonce", at: path)
        provenanceSHA256 = try reader.sha256("provenance_sha256", at: path)
        logSHA256 = try reader.sha256("log_sha256", at: path)
        configurationSHA256 = try reader.sha256("configuration_sha256", at: path)
        signingKeySHA256 = try reader.sha256("signing_key_sha256", at: path)
        issuedAt = try reader.time("issued_at", at: path)
        try reader.finish()
    }

    /// The bytes whose digest goes into REPORT_DATA.
    package var encoded: [UInt8] {
        let json: JSONValue = [
            "_type": .string(Self.type),
            "build_id": .string(buildID.description),
            "nonce": .nullable(nonce),
            "provenance_sha256": .string(provenanceSHA256.description),
            "log_sha256": .string(logSHA256.description),
            "configuration_sha256": .string(configurationSHA256.description),
            "signing_key_sha256": .string(signingKeySHA256.description),
            "issued_at": .string(issuedAt.rfc3339),
        ]
        return json.serialized(.compact)
    }
}
