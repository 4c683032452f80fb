import Bytes

/// A full git ref under `refs/heads/` or `refs/tags/`, well formed as `git check-ref-format` defines it.
package struct RefName: Hashable, Sendable, CustomStringConvertible {
    /// What a ref stands for.
    package enum Kind: Sendable, Equatable {
        case branch
        case tag
    }

    /// The longest ref that is accepted, in bytes.
    package static let maximumLength = 1024

    /// The full name, for example `refs/tags/v1.0`.
    package let description: String
    /// Whether it names a branch or a tag.
    package let kind: Kind

    /// The name without `refs/heads/` or `refs/tags/`.
    package var shortName: String {
        String(description.after(prefix: kind == .tag ? Self.tagPrefix : Self.branchPrefix) ?? "")
    }

    private static let branchPrefix = "refs/heads/"
    private static let tagPrefix = "refs/tags/"

    /// Reads a full name; `nil` if it is neither a branch nor a tag or is not well formed.
    package init?(_ text: some StringProtocol) {
        if text.after(prefix: Self.branchPrefix) != nil {
            kind = .branch
        } else if text.after(prefix: Self.tagPrefix) != nil {
            kind = .tag
        } else {
            return nil
        }
        description = String(text)
        guard Self.isWellFormed(shortName), description.utf8.count <= Self.maximumLength else { return nil }
    }

    /// A tag by its short name.
    package static func tag(_ shortName: some StringProtocol) -> RefName? { RefName(tagPrefix + shortName) }

    /// A branch by its short name.
    package static func branch(_ shortName: some StringProtocol) -> RefName? { RefName(branchPrefix + shortName) }

    /// Whether `name` obeys the rules of `git check-ref-format`, and does not look like an option.
    package static func isWellFormed(_ name: some StringProtocol) -> Bool {
        let forbidden = Array(" ~^:?*[\\\u{7F}".utf8)
        guard name.after(prefix: "-") == nil, name.before(suffix: ".") == nil, !name.hasBytes(of: "@"),
            !name.containsBytes(of: ".."), !name.containsBytes(of: "@{"),
            name.utf8.allSatisfy({ $0 > 0x1F && !forbidden.contains($0) })
        else { return false }
        return name.pieces(between: "/").allSatisfy { component in
            !component.isEmpty && component.after(prefix: ".") == nil && component.before(suffix: ".lock") == nil
        }
    }
}

extension RefName {
    // Git compares bytes. Two strings of other bytes can be canonically equivalent, and Swift calls those equal.
    package static func == (one: RefName, other: RefName) -> Bool {
        one.description.utf8.elementsEqual(other.description.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(byte) }
    }
}

extension RefName: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let ref = RefName(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a branch or tag")
        }
        self = ref
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
