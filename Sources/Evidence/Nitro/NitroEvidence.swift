import Bytes
package import StrictJSON

/// The one part of Nitro evidence, decoded and otherwise unchecked.
package struct NitroEvidence: Hashable, Sendable {
    /// The attestation document: CBOR, as the device gives it.
    package let document: [UInt8]

    package init(document: [UInt8]) { self.document = document }
}

extension NitroEvidence {
    /// Reads `{"document"}`.
    package init(_ value: JSONValue) throws(EvidenceError) {
        let size = value["document"]?.string?.utf8.count ?? 0
        // Looked at before anything is decoded.
        guard size / 4 * 3 <= NitroDocument.sizeLimit else {
            throw EvidenceError(
                .evidenceTooLarge,
                expected: "at most \(NitroDocument.sizeLimit) bytes",
                found: "\(size) characters of Base64",
                "the document is too large"
            )
        }
        do {
            var reader = try ObjectReader(value, at: "evidence")
            document = try reader.base64("document")
            try reader.finish()
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
    }

    /// The evidence as it stands in `evidence.json`.
    package var json: JSONValue { ["document": .string(document.base64)] }
}
