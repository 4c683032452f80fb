import Builds

/// A server of packages that builds may reach though its address is private.
package struct RegistryAddress: Sendable, Equatable, Codable, CustomStringConvertible {
    /// A name or address in lower case, an IPv6 address without brackets.
    package let host: String
    /// The TCP port.
    package let port: UInt16

    /// Reads `host` or `host:port`, an IPv6 address in brackets; without a port it is that of HTTPS.
    package init?(_ text: String) {
        // What may stand for a host in the URL of a repository may do so here.
        guard !text.utf8.contains(UInt8(ascii: "/")), let url = RepositoryURL("https://\(text)/x") else { return nil }
        host = url.host
        port = url.port.map { UInt16($0) } ?? 443
    }

    package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
