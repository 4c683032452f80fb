import Bytes
package import StrictJSON

/// A quote as evidence carries it, decoded and otherwise unchecked.
package struct TPMQuoteEvidence: Hashable, Sendable {
    /// The largest hexadecimal text of the quote or its signature.
    package static let textLimit = 4096

    /// The TPMS_ATTEST.
    package let message: [UInt8]
    /// What the attestation key made of the message; its form depends on the platform.
    package let signature: [UInt8]
    /// What the registers 0 to 23 of the SHA-256 bank are said to hold.
    package let registers: [[UInt8]]

    package init(message: [UInt8], signature: [UInt8], registers: [[UInt8]]) {
        self.message = message
        self.signature = signature
        self.registers = registers
    }
}

extension TPMQuoteEvidence {
    /// Reads `{"message", "signature", "pcrs"}`: lower-case hexadecimal, and 24 registers of 32 bytes.
    package init(_ value: JSONValue) throws(EvidenceError) {
        try Self.refuseLargeParts(value)
        do throws(JSONError) {
            var reader = try ObjectReader(value, at: "evidence.tpm_quote")
            message = try reader.hexadecimal("message")
            signature = try reader.hexadecimal("signature")
            let texts = try reader.array("pcrs")
            guard texts.count == TPMQuotedRegisters.count else {
                throw JSONError(.wrongType, "evidence.tpm_quote.pcrs: expected \(TPMQuotedRegisters.count) registers")
            }
            var registers: [[UInt8]] = []
            for text in texts { registers.append(try Self.register(text)) }
            self.registers = registers
            try reader.finish()
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
    }

    /// The quote as it stands in `evidence.json`.
    package var json: JSONValue {
        [
            "message": .string(message.hexadecimal), "signature": .string(signature.hexadecimal),
            "pcrs": .array(registers.map { .string($0.hexadecimal) }),
        ]
    }

    private static func register(_ value: JSONValue) throws(JSONError) -> [UInt8] {
        guard let text = value.string, text.utf8.count == 2 * TPMQuotedRegisters.size,
            let bytes = [UInt8](hexadecimal: text, letters: .lower)
        else {
            throw JSONError(.wrongType, "evidence.tpm_quote.pcrs: expected lower-case hexadecimal of 32 bytes")
        }
        return bytes
    }

    private static func refuseLargeParts(_ value: JSONValue) throws(EvidenceError) {
        for (name, part) in value.object?.members ?? [] {
            let size = part.string?.utf8.count ?? 0
            guard size > textLimit else { continue }
            throw EvidenceError(
                .evidenceTooLarge,
                expected: "at most \(textLimit) characters",
                found: "\(size) characters",
                "the member \"\(name.prefix(40))\" is too large"
            )
        }
    }
}
