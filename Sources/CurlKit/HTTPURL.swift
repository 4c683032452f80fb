import CLibcurl

/// An absolute `http` or `https` URL without credentials or fragment, as libcurl itself understands it.
///
/// libcurl's own parser decides, so that what is checked is what is connected to.
package struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// The longest URL that is accepted, in bytes.
    package static let maximumLength = 8192

    /// The normalised text: scheme and host in lower case, no default port, no dot segments.
    package let description: String
    /// Where it leads to.
    package let origin: HTTPOrigin
    /// The path, at least `/`, still percent-encoded.
    package let path: String

    /// Reads a URL.
    ///
    /// - Throws: ``HTTPError/Code/invalidRequest`` for another scheme, for user information, and for any character that
    ///   should have been percent-encoded.
    package init(_ text: String) throws(HTTPError) { try self.init(text, relativeTo: nil) }

    /// Reads a reference that may be relative, such as the value of `Location`; a fragment is dropped.
    package init(_ reference: String, relativeTo base: HTTPURL?) throws(HTTPError) {
        guard !reference.isEmpty, reference.utf8.count <= Self.maximumLength else {
            throw Self.refused("a URL must have between 1 and \(Self.maximumLength) bytes")
        }
        guard reference.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw Self.refused(
                "a URL must not contain spaces, backslashes, control characters or anything beyond ASCII"
            )
        }
        Curl.initialise()
        guard let parser = curl_url() else { throw Self.refused("no memory for a URL") }
        defer { curl_url_cleanup(parser) }
        if let base { try Self.set(parser, base.description) }
        try Self.set(parser, reference)
        guard curl_url_set(parser, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK else {
            throw Self.refused("the URL's fragment cannot be removed")
        }
        let scheme = try Self.part(parser, CURLUPART_SCHEME)
        let host = try Self.part(parser, CURLUPART_HOST).lowercased()
        guard scheme == "https" || scheme == "http", !host.isEmpty else {
            throw Self.refused("a URL must begin with https:// or http:// and name a host")
        }
        guard let port = UInt16(try Self.part(parser, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))), port != 0 else {
            throw Self.refused("the URL's port must be between 1 and 65535")
        }
        origin = HTTPOrigin(scheme: scheme, host: host, port: port)
        path = try Self.part(parser, CURLUPART_PATH)
        guard path.split(separator: "/").allSatisfy({ !Self.isDots($0) }) else {
            throw Self.refused("a URL's path must not contain '.' or '..', percent-encoded or not")
        }
        let isDefaultPort = port == (scheme == "https" ? 443 : 80)
        let authority = isDefaultPort ? host : "\(host):\(port)"
        let query = try Self.query(parser)
        description = "\(scheme)://\(authority)\(path)\(query)"
    }

    /// A URL below this one; `components` are percent-encoded where they need it, the query is dropped.
    ///
    /// Each component stays one segment: an empty one, `.` and `..` are refused, as they would lead elsewhere.
    package func appending(_ components: String...) throws(HTTPError) -> HTTPURL {
        var path = path
        for component in components {
            guard !["", ".", ".."].contains(component) else {
                throw Self.refused("a segment of a URL's path must not be empty, '.' or '..'")
            }
            if !path.hasSuffix("/") { path += "/" }
            path += Self.escaped(component)
        }
        return try HTTPURL("\(origin)" + path)
    }

    /// This URL with another query made of `parameters`, percent-encoded.
    package func withQuery(_ parameters: [(name: String, value: String)]) throws(HTTPError) -> HTTPURL {
        let query = parameters.map { Self.escaped($0.name) + "=" + Self.escaped($0.value) }.joined(separator: "&")
        return try HTTPURL("\(origin)\(path)?\(query)")
    }

    /// The text with everything but unreserved characters (RFC 3986, section 2.3) percent-encoded.
    package static func escaped(_ text: String) -> String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            if unreserved.contains(byte) {
                escaped.append(byte)
            } else {
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// Servers decode what libcurl leaves alone.
    private static func isDots(_ segment: Substring) -> Bool {
        [".", ".."].contains(segment.lowercased().replacing("%2e", with: "."))
    }

    private static func set(_ parser: OpaquePointer, _ text: String) throws(HTTPError) {
        let status = curl_url_set(parser, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER))
        switch status {
        case CURLUE_OK: return
        case CURLUE_USER_NOT_ALLOWED: throw refused("a URL must not contain a user name or password")
        case CURLUE_UNSUPPORTED_SCHEME: throw refused("a URL must begin with https:// or http://")
        default: throw refused("not a URL: " + String(cString: curl_url_strerror(status)).lowercased())
        }
    }

    private static func part(_ parser: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) throws(HTTPError)
        -> String
    {
        var text: UnsafeMutablePointer<CChar>?
        let status = curl_url_get(parser, part, &text, flags)
        defer { curl_free(text) }
        guard status == CURLUE_OK, let text else {
            throw refused("not a URL: " + String(cString: curl_url_strerror(status)).lowercased())
        }
        return String(cString: text)
    }

    private static func query(_ parser: OpaquePointer) throws(HTTPError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        let status = curl_url_get(parser, CURLUPART_QUERY, &text, 0)
        defer { curl_free(text) }
        if status == CURLUE_NO_QUERY { return "" }
        guard status == CURLUE_OK, let text else { throw refused("the URL's query cannot be read") }
        return "?" + String(cString: text)
    }

    private static func refused(_ message: String) -> HTTPError {
        HTTPError(.invalidRequest, operation: "curl_url_set", message: message)
    }
}
