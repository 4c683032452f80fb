import Addresses

/// The URL of a repository in the one form that is compared, recorded and fetched.
///
/// Only what has a single reading is accepted: no user information, query, fragment, percent-encoding, dot segments or
/// other spellings of an address.
package struct RepositoryURL: Sendable, Hashable, CustomStringConvertible {
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
    /// The components of the path.
    package let path: [String]

    /// Reads and normalises a URL; `nil` for everything else.
    package init?(_ text: String) {
        guard let url = Self.parse(text, allowsPattern: false) else { return nil }
        self = url
    }

    private init(scheme: Scheme, host: String, port: Int?, path: [String]) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// The URL in its normal form.
    package var description: String {
        let authority = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(authority)\(port.map { ":\($0)" } ?? "")/\(path.joined(separator: "/"))"
    }

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

    /// The path's components without the `.git` that many forges add.
    var comparedPath: [String] {
        guard let last = path.last, last.hasSuffix(".git"), last.count > 4 else { return path }
        return path.dropLast() + [String(last.dropLast(4))]
    }

    static func parse(_ text: String, allowsPattern: Bool) -> RepositoryURL? {
        guard text.utf8.count <= maximumLength, let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { return nil }
        var parts = text[separator.upperBound...].split(separator: "/", omittingEmptySubsequences: false).map(
            String.init
        )
        let authority = parts.removeFirst()
        if parts.last == "" { parts.removeLast() }
        guard !parts.isEmpty, parts.allSatisfy({ isPathComponent($0, allowsPattern: allowsPattern) }) else {
            return nil
        }
        if scheme == .file {
            return authority.isEmpty ? RepositoryURL(scheme: .file, host: "", port: nil, path: parts) : nil
        }
        guard let (host, port) = split(authority, allowsPattern: allowsPattern) else { return nil }
        let standard = scheme == .https ? 443 : 80
        return RepositoryURL(scheme: scheme, host: host, port: port == standard ? nil : port, path: parts)
    }

    private static func isPathComponent(_ component: String, allowsPattern: Bool) -> Bool {
        !component.isEmpty && component != "." && component != ".." && !component.hasPrefix("-")
            && component.utf8.allSatisfy {
                isAlphanumeric($0) || "-._~+@".utf8.contains($0) || allowsPattern && $0 == UInt8(ascii: "*")
            }
    }

    private static func split(_ authority: String, allowsPattern: Bool) -> (host: String, port: Int?)? {
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
        return isHostName(name, allowsPattern: allowsPattern) ? (name, port) : nil
    }

    /// Letters, digits and hyphens between single dots; a name that ends in a number has to be a canonical address.
    private static func isHostName(_ name: String, allowsPattern: Bool) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, let last = labels.last else { return false }
        let isPlain = labels.enumerated().allSatisfy { index, label in
            if allowsPattern, index == 0, label == "*", labels.count > 2 { return true }
            return !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
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
