/// The name of a file that a build publishes: flat, plain ASCII, and none of the names that Assay itself uses.
package struct ArtifactName: Hashable, Sendable, CustomStringConvertible {
    /// The longest name, in bytes.
    package static let maximumLength = 128
    /// The names of the files that go beside the artifacts, compared without case.
    package static let reserved: Set<String> = [
        "sha256sums", "provenance.json", "provenance.intoto.jsonl", "evidence.json", "build.log",
    ]

    /// The name.
    package let description: String

    /// Reads a name; `nil` unless it matches `[A-Za-z0-9][A-Za-z0-9._+-]{0,127}` and is not reserved.
    package init?(_ text: some StringProtocol) {
        guard Self.isWellFormed(text), !Self.reserved.contains(text.lowercased()) else { return nil }
        description = String(text)
    }

    private static func isWellFormed(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= maximumLength else { return false }
        return isAlphanumeric(first) && text.utf8.allSatisfy { isAlphanumeric($0) || "._+-".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
