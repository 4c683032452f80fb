/// The header of a request to a proxy (RFC 9110, 9112), parsed strictly: what is unusual is refused.
struct ProxyRequest: Equatable {
    /// `CONNECT` or the method of a plain request.
    var method: String
    var endpoint: FetchPolicy.Endpoint
    /// Path and query; nil for CONNECT.
    var path: String?
    /// The fields to hand on, in order.
    var fields: [(name: String, value: String)]
    /// Bytes of the body.
    var contentLength: Int

    /// Why a request is refused, with the status to answer.
    struct Refusal: Error, Equatable {
        var status: Int
        var reason: String
    }

    /// Fields that concern one connection and are not handed on.
    private static let hopByHop: Set<String> = [
        "connection", "proxy-connection", "proxy-authorization", "proxy-authenticate", "keep-alive", "te", "trailer",
        "upgrade", "host",
    ]

    /// Parses everything up to the empty line, which is not part of `bytes`.
    init(_ bytes: some Collection<UInt8>) throws(Refusal) {
        let allowed = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0d || $0 == 0x0a || $0 == 0x09 }
        guard allowed else { throw Refusal(status: 400, reason: "a control byte in the header") }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        guard !lines.contains(where: { $0.utf8.contains(0x0d) || $0.utf8.contains(0x0a) }) else {
            throw Refusal(status: 400, reason: "a bare line break in the header")
        }
        let words = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0", Self.isToken(words[0]),
            words[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { throw Refusal(status: 400, reason: "malformed request line") }
        method = String(words[0])
        if method == "CONNECT" {
            endpoint = try Self.endpoint(words[1], defaultPort: nil)
        } else {
            guard words[1].lowercased().hasPrefix("http://") else {
                throw Refusal(status: 400, reason: "only http:// and CONNECT can be asked of this proxy")
            }
            let rest = words[1].dropFirst(7)
            let end = rest.firstIndex(where: { "/?#".contains($0) }) ?? rest.endIndex
            endpoint = try Self.endpoint(rest[..<end], defaultPort: 80)
            let path = rest[end...].prefix { $0 != "#" }
            self.path = path.hasPrefix("/") ? String(path) : "/" + path
        }
        (fields, contentLength) = try Self.fields(lines)
    }

    private static func fields(
        _ lines: [Substring]
    ) throws(Refusal) -> (fields: [(name: String, value: String)], contentLength: Int) {
        guard lines.count <= 200 else { throw Refusal(status: 431, reason: "too many header fields") }
        var fields: [(name: String, value: String)] = []
        var length: Int?
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else {
                throw Refusal(status: 400, reason: "malformed header field")
            }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmed
            if name == "transfer-encoding" { throw Refusal(status: 411, reason: "a body needs its length") }
            if name == "content-length" {
                guard length == nil, value.utf8.count <= 15, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                    let number = Int(value)
                else { throw Refusal(status: 400, reason: "malformed content-length") }
                length = number
            }
            if !hopByHop.contains(name) { fields.append((name, String(value))) }
        }
        return (fields, length ?? 0)
    }

    private static func endpoint(
        _ text: Substring,
        defaultPort: UInt16?
    ) throws(Refusal) -> FetchPolicy.Endpoint {
        var host = text
        var port = defaultPort
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            host = text[..<colon]
            let digits = text[text.index(after: colon)...]
            port = digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt16(digits) : nil
        }
        let isLiteral = host.hasPrefix("[") && host.hasSuffix("]")
        if isLiteral { host = host.dropFirst().dropLast() }
        let letters = isLiteral ? "0123456789abcdef:." : "abcdefghijklmnopqrstuvwxyz0123456789-._"
        guard let port, port > 0, !host.isEmpty, host.utf8.count <= 253,
            host.lowercased().allSatisfy({ letters.contains($0) })
        else { throw Refusal(status: 400, reason: "malformed host or port") }
        return FetchPolicy.Endpoint(host: String(host), port: port)
    }

    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                    || "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
    }

    /// The header as it is sent to the server, which sees neither the proxy nor what concerns it.
    var forwarded: [UInt8] {
        let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
        let authority = endpoint.port == 80 ? host : "\(host):\(endpoint.port)"
        var text = "\(method) \(path ?? "/") HTTP/1.1\r\nHost: \(authority)\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        return Array((text + "Connection: close\r\n\r\n").utf8)
    }

    static func == (left: Self, right: Self) -> Bool { left.forwarded == right.forwarded }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? ""
    }
}
