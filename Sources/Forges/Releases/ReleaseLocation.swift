package import Builds
import Bytes

/// A release as people name it: the address of its page, or a repository's address with `@tag`.
package struct ReleaseLocation: Sendable, Equatable {
    /// The longest text that is read, in bytes.
    package static let maximumLength = 4096

    /// The forge's address, for example `https://github.com`.
    package let forge: String
    /// The repository.
    package let repository: RepositoryName
    /// The tag.
    package let tag: RefName

    /// The repository's address.
    package var repositoryURL: String { "\(forge)/\(repository)" }

    /// Reads `https://host/owner/name/releases/tag/TAG` or `https://host/owner/name@TAG`; `nil` for any other text.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength, let separator = text.utf8.firstRange(of: "://".utf8),
            ["https", "http"].contains(text[..<separator.lowerBound])
        else { return nil }
        let rest = text[separator.upperBound...]
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")),
            rest[..<slash].utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "@") }),
            !rest.utf8.contains(where: { "?#".utf8.contains($0) })
        else { return nil }
        let path = rest[slash...]
        let place: Substring
        let tag: Substring
        if let page = path.utf8.firstRange(of: "/releases/tag/".utf8) {
            (place, tag) = (path[..<page.lowerBound], path[page.upperBound...])
        } else if let sign = path.utf8.firstIndex(of: UInt8(ascii: "@")) {
            (place, tag) = (path[..<sign], path[path.utf8.index(after: sign)...])
        } else {
            return nil
        }
        let segments = place.pieces(between: "/").filter { !$0.isEmpty }
        guard segments.count >= 2, let repository = RepositoryName(segments.suffix(2).joined(separator: "/")),
            let name = Self.decoded(tag), let tag = RefName.tag(name)
        else { return nil }
        let prefix = segments.dropLast(2).map { "/" + $0 }.joined()
        forge = text[..<separator.upperBound] + rest[..<slash] + prefix
        self.repository = repository
        self.tag = tag
    }

    /// The text without percent escapes; `nil` if one is broken or the result is not UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let digits = String(rest.prefix(2)), let decoded = [UInt8](hexadecimal: digits),
                    decoded.count == 1
                else { return nil }
                bytes += decoded
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
