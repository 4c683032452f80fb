import Addresses
import Builds
import Bytes

/// A pattern of ``SourceAllowList``: a URL with `*` in its path, or with `*.` in front of its host.
struct SourcePattern: Sendable, Equatable, CustomStringConvertible {
    /// The URL with a letter for every `*` of the path and without the `*.` of the host, so that its rules are those
    /// of URLs.
    private let example: RepositoryURL
    /// Whether every name beneath the host is meant, rather than the host.
    private let isBeneath: Bool
    private let path: [String]

    /// Reads a pattern; `nil` where it is none, cannot match, or stands for everything beneath a top-level domain.
    init?(_ text: String) {
        guard let separator = text.utf8.firstRange(of: "://".utf8) else { return nil }
        let parts = text[separator.upperBound...].pieces(between: "/", atMost: 2)
        guard let authority = parts.first, let tail = parts.last, parts.count == 2 else { return nil }
        let host = authority.after(prefix: "*.")
        let scheme = text[..<separator.upperBound]
        let plain = tail.pieces(between: "*").joined(separator: "x")
        guard let example = RepositoryURL("\(scheme)\(host ?? authority)/\(plain)"),
            host == nil || example.host.contains(".") && IPAddress(example.host) == nil
        else { return nil }
        var path = tail.pieces(between: "/").map(String.init)
        if path.last == "" { path.removeLast() }
        self.example = example
        isBeneath = host != nil
        self.path = path
    }

    /// The pattern in its normal form.
    var description: String {
        let host = (isBeneath ? "*." : "") + example.authority
        return "\(example.scheme.rawValue)://\(host)/\(path.joined(separator: "/"))"
    }

    /// Whether a URL is meant.
    func matches(_ url: RepositoryURL) -> Bool {
        guard url.scheme == example.scheme, url.port == example.port else { return false }
        guard isBeneath ? url.host.hasSuffix("." + example.host) : url.host == example.host else { return false }
        return Self.fits(url.path, path) || Self.fits(url.comparedPath, RepositoryURL.withoutSuffix(path))
    }

    /// Whether the URL's host is named, without `*`.
    func names(_ url: RepositoryURL) -> Bool { !isBeneath && url.host == example.host }

    private static func fits(_ path: [String], _ pattern: [String]) -> Bool {
        SegmentPattern(pattern.joined(separator: "/"))?.matches(path.joined(separator: "/")) == true
    }
}
