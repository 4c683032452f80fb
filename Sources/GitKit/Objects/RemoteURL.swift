/// Addresses of remotes as users write them down.
enum RemoteURL {
    /// The address without user name, password, query and fragment, any of which may be a secret.
    ///
    /// Understands `scheme://user@host/path` and `user@host:path`; a path on this machine stays as it is.
    static func withoutSecrets(_ url: String) -> String {
        let bytes = Array(url.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return url }
        if bytes[colon...].starts(with: "://".utf8) {
            let start = colon + 3
            let path = bytes[start...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            let authority = path.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
            let host = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? start
            return String(decoding: bytes[..<start] + path[host...], as: UTF8.self)
        }
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? Optional(bytes.count), colon < slash,
            let at = bytes[..<slash].lastIndex(of: UInt8(ascii: "@"))
        else { return url }
        return String(decoding: bytes[(at + 1)...], as: UTF8.self)
    }
}
