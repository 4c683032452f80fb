import Bytes

/// Sixteen bytes that somebody chose so as to know evidence for fresh.
package struct Nonce: Hashable, Sendable, CustomStringConvertible {
    /// The number of bytes.
    package static let size = 16

    /// The bytes.
    package let bytes: [UInt8]

    /// Reads 32 hexadecimal digits; the dashes of a UUID are accepted.
    package init?(_ text: String) {
        guard let bytes = [UInt8](hexadecimal: text.filter { $0 != "-" }), bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    /// The 32 lower-case digits.
    package var description: String { bytes.hexadecimal }
}

extension Nonce: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let nonce = Nonce(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a nonce of 16 bytes")
        }
        self = nonce
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
