import Bytes

/// The URL of a repository in the one spelling under which two spellings of it compare as equal.
///
/// Written without `git+`, user, default port, trailing slash and `.git`; scheme and host are in lower case, the path is
/// kept. Anything that could make two readers see different repositories is refused.
package struct RepositoryURL: Hashable, Sendable, CustomStringConvertible {
    /// The longest URL that is accepted, in bytes.
    package static let maximumLength = 2048

    /// `https`, `http` or `file`.
    package let scheme: String
    /// The host with its port where that is not the scheme's own; empty for `file`.
    package let authority: String
    /// The path without its first slash.
    package let path: String

    /// The URL in its one spelling.
    package var description: String { "\(scheme)://\(authority)/\(path)" }

    /// Reads a URL; `nil` for another scheme, a user or password, a query, a fragment, escapes, `..`, or anything but
    /// printable ASCII.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let text = text.hasPrefix("git+") ? String(text.dropFirst(4)) : String(text)
        guard let separator = text.firstRange(of: "://") else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        guard let slash = rest.firstIndex(of: "/"),
            let authority = Self.authority(rest[..<slash].lowercased(), scheme: scheme),
            let path = Self.path(rest[slash...].dropFirst())
        else { return nil }
        self.authority = authority
        self.path = path
    }

    /// `text` without the user and password that a URL may carry, for a remote that is only quoted.
    package static func withoutCredentials(_ text: String) -> String {
        guard let separator = text.utf8.firstRange(of: "://".utf8) else { return text }
        let rest = text[separator.upperBound...]
        let end = rest.utf8.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        let host = rest[..<end].pieces(between: "@").last ?? ""
        let path = Substring(rest[end...].utf8.prefix { !"?#".utf8.contains($0) })
        return String(text[..<separator.upperBound]) + host + path
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"?#@%\\\"<>^`{|}".utf8.contains(byte)
    }

    private static func authority(_ text: String, scheme: String) -> String? {
        if scheme == "file" { return text.isEmpty ? "" : nil }
        guard let ownPort = ["https": ":443", "http": ":80"][scheme] else { return nil }
        let authority = text.hasSuffix(ownPort) ? String(text.dropLast(ownPort.count)) : text
        guard let first = authority.first, first != ":", !authority.hasSuffix(":") else { return nil }
        return authority
    }

    private static func path(_ text: Substring) -> String? {
        var path = text
        while path.hasSuffix("/") { path = path.dropLast() }
        if path.hasSuffix(".git") { path = path.dropLast(4) }
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        return String(path)
    }
}
