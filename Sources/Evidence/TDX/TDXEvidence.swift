import Bytes
package import StrictJSON

/// The parts of TDX evidence, decoded and otherwise unchecked.
package struct TDXEvidence: Hashable, Sendable {
    /// The largest Base64 text of one part.
    package static let partLimit = 1 << 20

    /// The quote, with whatever padding the platform handed out behind it.
    package let quote: [UInt8]
    /// The log of confidential computing events (the data of the ACPI table CCEL); `nil` where there is none.
    package let eventLog: [UInt8]?

    package init(quote: [UInt8], eventLog: [UInt8]? = nil) {
        self.quote = quote
        self.eventLog = eventLog
    }
}

extension TDXEvidence {
    /// Reads `{"quote", "cc_eventlog"?}`, each in Base64. An event log of `null` is none.
    package init(_ value: JSONValue) throws(EvidenceError) {
        for (name, part) in value.object?.members ?? [] where (part.string?.utf8.count ?? 0) > Self.partLimit {
            throw EvidenceError(
                .evidenceTooLarge,
                expected: "at most \(Self.partLimit) characters",
                found: "\(part.string?.utf8.count ?? 0) characters",
                "the member \"\(name.prefix(40))\" is too large"
            )
        }
        do {
            var reader = try ObjectReader(value, at: "evidence")
            quote = try reader.base64("quote")
            eventLog = try reader.optionalBase64("cc_eventlog")
            try reader.finish()
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
    }

    /// The evidence as it stands in `evidence.json`.
    package var json: JSONValue {
        var parts = JSONObject()
        parts["quote"] = .string(quote.base64)
        parts["cc_eventlog"] = eventLog.map { .string($0.base64) }
        return .object(parts)
    }
}
