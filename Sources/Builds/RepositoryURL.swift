import Addresses
import Bytes

/// The URL of a repository in the one form that is compared, recorded and fetched.
///
/// Only what has a single reading is accepted: no user information, query, fragment, percent-encoding, dot segments or
/// other spellings of an address. With and without the `.git` that many forges add, it is the same repository.
package struct RepositoryURL: Sendable, CustomStringConvertible {
    /// What is allowed to be fetched.
    package enum Scheme: String, Sendable {
        case https, http, file
    }

    /// The longest URL in bytes.
    package static let maximumLength = 2048

    /// The scheme.
    package let scheme: Scheme
    /// The host in lower case, an IPv6 address without brackets; empty for a file.
    package let host: String
    /// The port, where it is not the scheme's own.
    package let port: Int?
    /// The components of the path, at least one.
    package let path: [String]

    /// Reads and normalises a URL; `nil` for everything else.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }),
            let separator = text.utf8.firstRange(of: "://".utf8),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { return nil }
        var parts = text[separator.upperBound...].pieces(between: "/").map(String.init)
        let authority = parts.removeFirst()
        if parts.last == "" { parts.removeLast() }
        guard let last = parts.last, last != ".git", parts.allSatisfy(Self.isPathComponent) else { return nil }
        self.scheme = scheme
        path = parts
        if scheme == .file {
            guard authority.isEmpty else { return nil }
            (host, port) = ("", nil)
        } else {
            guard let (host, port) = Self.split(authority) else { return nil }
            self.host = host
            self.port = port == (scheme == .https ? 443 : 80) ? nil : port
        }
    }

    /// The host, an IPv6 address in brackets, with the port where that is not the scheme's own; empty for a file.
    package var authority: String {
        (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
    }

    /// The URL in its normal form, with `.git` where it was written so.
    package var description: String { "\(scheme.rawValue)://\(authority)/\(path.joined(separator: "/"))" }

    /// The path's components without the `.git` that many forges add.
    package var comparedPath: [String] { Self.withoutSuffix(path) }

    /// The one spelling under which two spellings of the repository are equal: the normal form without `.git`.
    package var spelling: String { "\(scheme.rawValue)://\(authority)/\(comparedPath.joined(separator: "/"))" }

    /// Whether the host is an address or a name that stands for a machine nobody else can reach.
    ///
    /// A name that only resolves to such an address has to be caught when the connection is made.
    package var isPrivate: Bool {
        guard scheme != .file else { return true }
        return IPAddress(host) != nil || !host.contains(".")
            || ["localhost", "local", "internal", "lan", "home.arpa"].contains {
                host == $0 || host.hasSuffix("." + $0)
            }
    }

    /// The components of a path, or of a pattern of paths, without `.git` at the end.
    package static func withoutSuffix(_ path: [String]) -> [String] {
        guard let name = path.last?.before(suffix: ".git"), !name.isEmpty else { return path }
        return path.dropLast() + [String(name)]
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

    private static func isPathComponent(_ component: String) -> Bool {
        !component.isEmpty && component != "." && component != ".." && !component.hasPrefix("-")
            && component.utf8.allSatisfy { isAlphanumeric($0) || "-._~+".utf8.contains($0) }
    }

    private static func split(_ authority: String) -> (host: String, port: Int?)? {
        var host = authority[...]
        var port: Int?
        let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[afterBracket...].firstIndex(of: ":") {
            let digits = authority[authority.index(after: colon)...]
            guard (1...5).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(digits), (1...65_535).contains(number)
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast()).lowercased()
            return IPAddress(address) != nil && address.contains(":") ? (address, port) : nil
        }
        let name = host.lowercased()
        return isHostName(name) ? (name, port) : nil
    }

    /// Letters, digits and hyphens between single dots; a name that ends in a number has to be a canonical address.
    private static func isHostName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, let last = labels.last else { return false }
        let isPlain = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
        guard isPlain else { return false }
        let endsInNumber = last.utf8.allSatisfy { (0x30...0x39).contains($0) } || last.hasPrefix("0x")
        return !endsInNumber || IPAddress(name) != nil
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

extension RepositoryURL: Hashable {
    package static func == (one: RepositoryURL, other: RepositoryURL) -> Bool { one.spelling == other.spelling }

    package func hash(into hasher: inout Hasher) { hasher.combine(spelling) }
}
