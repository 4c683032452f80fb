/// A git object's name in a SHA-1 repository: 40 lower-case hexadecimal digits.
package struct ObjectID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The 40 digits.
    package let description: String

    /// The name that stands for "no object" in push events and ref advertisements.
    package static let zero = ObjectID(digits: String(repeating: "0", count: 40))

    private init(digits: String) { description = digits }

    /// Reads a name; `nil` unless it is exactly 40 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        let lowerCaseHexadecimal = "0123456789abcdef".utf8
        guard text.utf8.count == 40, text.utf8.allSatisfy(lowerCaseHexadecimal.contains) else { return nil }
        description = String(text)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ObjectID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a git object name")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
