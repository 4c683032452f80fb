import Bytes

/// A pattern of relative paths: `*` and `?` within a component, `**` as a component for any number of folders.
///
/// A `*` or `?` does not match a leading dot, as in a shell. Matching takes time proportional to pattern times name,
/// whatever both hold.
package struct GlobPattern: Sendable, Equatable, CustomStringConvertible {
    /// The longest pattern in bytes.
    package static let maximumLength = 1024

    /// One component of a pattern.
    enum Segment: Sendable, Equatable {
        /// Exactly this name.
        case literal([UInt8])
        /// A name with `*` and `?`.
        case wildcard([UInt8])
        /// Any number of folders, also none.
        case anyFolders
    }

    /// The pattern as it was written.
    package let description: String
    let segments: [Segment]

    /// Reads a pattern; `nil` where it is empty, absolute, too long, or has an empty, `.` or `..` component, a control
    /// character or a backslash.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        var segments: [Segment] = []
        for component in text.pieces(between: "/") {
            guard !component.isEmpty, component != ".", component != ".." else { return nil }
            if component == "**" {
                if segments.last != .anyFolders { segments.append(.anyFolders) }
            } else if component.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
                segments.append(.wildcard(Array(component.utf8)))
            } else {
                segments.append(.literal(Array(component.utf8)))
            }
        }
        guard segments.last != .anyFolders else { return nil }
        description = text
        self.segments = segments
    }

    /// Whether the pattern names exactly one path.
    package var isLiteral: Bool {
        segments.allSatisfy { if case .literal = $0 { true } else { false } }
    }

    /// Whether `name`, a single component, matches `pattern` with its `*` and `?`.
    static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
        var (n, p) = (0, 0)
        var retry: (name: Int, pattern: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                retry = (n, p)
                p += 1
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
                n += 1
                p += 1
            } else if let last = retry {
                n = last.name + 1
                p = last.pattern + 1
                retry = (n, last.pattern)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
