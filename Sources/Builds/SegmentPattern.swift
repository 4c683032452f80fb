/// A pattern for slash-separated names such as `owner/*` or `refs/tags/v*`, matched segment by segment.
///
/// `*` stands for any characters of one segment; as the whole last segment it stands for one or more segments. Nothing
/// else is special.
package struct SegmentPattern: Hashable, Sendable, CustomStringConvertible {
    /// The longest pattern, in bytes.
    package static let maximumLength = 1024

    /// The pattern as it was written.
    package let description: String
    private let segments: [[UInt8]]

    /// Reads a pattern; `nil` if it is empty, too long, holds a space or control character, or has a segment that is
    /// empty, `.` or `..`.
    package init?(_ text: String) {
        let segments = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            !segments.contains(where: { $0.isEmpty || $0 == [0x2E] || $0 == [0x2E, 0x2E] })
        else { return nil }
        self.segments = segments
        description = text
    }

    /// Whether the whole of `name` fits the pattern; a name with an empty segment fits none.
    package func matches(_ name: String, ignoringCase: Bool = false) -> Bool {
        let slash = UInt8(ascii: "/")
        let names = name.utf8.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
        guard !names.contains([]) else { return false }
        var fixed = segments[...]
        if segments.last == [UInt8(ascii: "*")] {
            fixed.removeLast()
            guard names.count > fixed.count else { return false }
        } else {
            guard names.count == fixed.count else { return false }
        }
        return zip(fixed, names).allSatisfy { Self.segment($0, matches: $1, ignoringCase: ignoringCase) }
    }

    /// Matches with one point to go back to, so that the time is at most the product of the two lengths.
    private static func segment(_ pattern: [UInt8], matches name: [UInt8], ignoringCase: Bool) -> Bool {
        var position = 0
        var resume: (pattern: Int, name: Int)?
        var index = 0
        while index < name.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                resume = (position + 1, index)
                position += 1
            } else if position < pattern.count, equal(pattern[position], name[index], ignoringCase: ignoringCase) {
                position += 1
                index += 1
            } else if let point = resume {
                resume = (point.pattern, point.name + 1)
                position = point.pattern
                index = point.name + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func equal(_ one: UInt8, _ other: UInt8, ignoringCase: Bool) -> Bool {
        one == other || (ignoringCase && lowerCase(one) == lowerCase(other))
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
