/// A repository's place on its forge: `owner/name`, of characters that need no escaping in a path or a URL.
package struct RepositoryName: Hashable, Sendable, CustomStringConvertible {
    /// The longest owner or name, in bytes.
    package static let maximumSegmentLength = 100

    /// The account or organisation.
    package let owner: String
    /// The repository's own name, without `.git`.
    package let name: String

    /// Reads `owner/name`; `nil` for any other number of segments, for other characters than `[A-Za-z0-9._-]`, for
    /// segments that are `.` or `..` or look like an option, and for names that end in `.git`.
    package init?(_ text: some StringProtocol) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 2, segments.allSatisfy({ Self.isSegment($0) }),
            !segments[1].lowercased().hasSuffix(".git")
        else { return nil }
        owner = String(segments[0])
        name = String(segments[1])
    }

    /// `owner/name`.
    package var description: String { "\(owner)/\(name)" }

    private static func isSegment(_ text: some StringProtocol) -> Bool {
        guard !text.isEmpty, text.utf8.count <= maximumSegmentLength, text != ".", text != "..", !text.hasPrefix("-")
        else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}

extension RepositoryName: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = RepositoryName(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a repository's owner/name")
        }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
