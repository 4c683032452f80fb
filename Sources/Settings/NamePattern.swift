/// Patterns of slash-separated names such as `owner/*` or `refs/tags/v*`.
///
/// A `*` stands for any characters but `/`; as the whole last component it stands for everything that follows.
package struct NamePattern: Sendable, Equatable, CustomStringConvertible {
    /// The pattern as it was written.
    package let description: String
    private let components: [String]

    /// Reads a pattern; `nil` where it is empty, absolute, or has an empty, `.` or `..` component.
    package init?(_ text: String) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= 1024, components.allSatisfy({ !["", ".", ".."].contains($0) }),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        description = text
        self.components = components
    }

    /// Whether `name` matches.
    package func matches(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return Self.matches(parts.map(String.init), components)
    }

    /// Whether the components of a name match those of a pattern.
    static func matches(_ parts: [String], _ components: [String]) -> Bool {
        let isOpen = components.last == "*"
        guard isOpen ? parts.count >= components.count : parts.count == components.count else { return false }
        return zip(parts, components).allSatisfy { part, pattern in
            !part.isEmpty && matches(Array(part.utf8), Array(pattern.utf8))
        }
    }

    private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (n, p) = (0, 0)
        var retry: (name: Int, pattern: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                retry = (n, p)
                p += 1
            } else if p < pattern.count, pattern[p] == name[n] {
                n += 1
                p += 1
            } else if let last = retry {
                (n, p) = (last.name + 1, last.pattern + 1)
                retry = (n, last.pattern)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
