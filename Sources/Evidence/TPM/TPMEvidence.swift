import Bytes
package import StrictJSON

/// The parts of a TPM's evidence, decoded and otherwise unchecked.
package struct TPMEvidence: Hashable, Sendable {
    package let quote: TPMQuoteEvidence
    /// The TPM2B_PUBLIC of the key that signed the quote.
    package let attestationKey: [UInt8]

    package init(quote: TPMQuoteEvidence, attestationKey: [UInt8]) {
        self.quote = quote
        self.attestationKey = attestationKey
    }
}

extension TPMEvidence {
    /// Reads `{"tpm_quote", "ak_public"}`; the quote's signature is a TPMT_SIGNATURE.
    package init(_ value: JSONValue) throws(EvidenceError) {
        try SNPEvidence.refuseLargeParts(value)
        let quote: JSONValue
        do throws(JSONError) {
            var reader = try ObjectReader(value, at: "evidence")
            quote = try reader.value("tpm_quote")
            attestationKey = try reader.base64("ak_public")
            try reader.finish()
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
        self.quote = try TPMQuoteEvidence(quote)
    }

    /// The evidence as it stands in `evidence.json`.
    package var json: JSONValue { ["tpm_quote": quote.json, "ak_public": .string(attestationKey.base64)] }
}
