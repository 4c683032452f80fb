/// Names one build: 128 random bits as 32 lower-case hexadecimal digits.
///
/// An identifier that nobody can guess is what protects a private build's pages.
package struct BuildID: Hashable, Sendable, CustomStringConvertible {
    /// The 32 digits.
    package let description: String

    /// Makes a new identifier from the system's random number generator.
    package init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    /// Makes a new identifier from `generator`.
    package init(using generator: inout some RandomNumberGenerator) {
        let digits = Array("0123456789abcdef")
        description = String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
    }

    /// Reads an identifier; `nil` unless it is exactly 32 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        description = String(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

extension BuildID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = BuildID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a build identifier")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
