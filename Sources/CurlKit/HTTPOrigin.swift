/// A scheme, host and port: what a credential belongs to (RFC 6454).
package struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    package let scheme: String
    /// The host in lower case; an IPv6 address stands in brackets.
    package let host: String
    /// The port, also where the URL leaves it to the scheme.
    package let port: UInt16

    init(scheme: String, host: String, port: UInt16) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// The host and port, as in `example.org:443`.
    package var endpoint: String { "\(host):\(port)" }

    package var description: String { "\(scheme)://\(endpoint)" }
}
