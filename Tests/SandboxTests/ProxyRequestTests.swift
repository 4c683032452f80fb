import Testing

@testable import Sandbox

struct ProxyRequestTests {
    private func parse(_ text: String) throws(ProxyRequest.Refusal) -> ProxyRequest {
        try ProxyRequest(Array(text.utf8))
    }

    @Test func `a tunnel names host and port`() throws {
        let request = try parse("CONNECT Crates.IO:443 HTTP/1.1\r\nHost: elsewhere\r\nUser-Agent: x")
        #expect(request.endpoint == .init(host: "crates.io", port: 443))
        #expect(request.path == nil)
    }

    @Test func `a plain request is rewritten for its server`() throws {
        let request = try parse(
            "POST http://Example.org:8080/a?b=c#d HTTP/1.1\r\nHost: evil\r\nProxy-Authorization: s\r\nConnection: keep-alive\r\nAccept: */*\r\nContent-Length: 3"
        )
        #expect(
            String(decoding: request.forwarded, as: UTF8.self)
                == "POST /a?b=c HTTP/1.1\r\nHost: example.org:8080\r\naccept: */*\r\ncontent-length: 3\r\nConnection: close\r\n\r\n"
        )
        #expect(request.contentLength == 3)
    }

    @Test(arguments: [
        ("GET http://example.org HTTP/1.1", "example.org", 80, "/"),
        ("GET http://example.org?x=1 HTTP/1.1", "example.org", 80, "/?x=1"),
        ("GET http://[2001:DB8::1]:81/ HTTP/1.0", "2001:db8::1", 81, "/"),
        ("GET http://[::1] HTTP/1.0", "::1", 80, "/"),
    ])
    func `hosts and paths in all their forms`(line: String, host: String, port: UInt16, path: String) throws {
        let request = try parse(line)
        #expect(request.endpoint == .init(host: host, port: port))
        #expect(request.path == path)
    }

    @Test(arguments: [
        "", "GET", "GET / HTTP/1.1", "GET https://example.org/ HTTP/1.1", "GET ftp://example.org/ HTTP/1.1",
        "GET http:///x HTTP/1.1", "GET http://user:pw@example.org/ HTTP/1.1", "GET http://a b/ HTTP/1.1",
        "GET http://example.org:99999/ HTTP/1.1", "GET http://example.org:+80/ HTTP/1.1",
        "GET http://example.org:0/ HTTP/1.1", "CONNECT example.org HTTP/1.1", "CONNECT :443 HTTP/1.1",
        "CONNECT exa%6dple.org:443 HTTP/1.1", "CONNECT example.org:443 HTTP/2", "CONNECT ex\u{e4}mple.org:443 HTTP/1.1",
        "GET  http://example.org/ HTTP/1.1", "GET http://example.org/ HTTP/1.1 x", "G(T http://example.org/ HTTP/1.1",
        "GET http://example.org/ HTTP/1.1\nX: y", "GET http://example.org/ HTTP/1.1\r\n X: folded",
        "GET http://example.org/ HTTP/1.1\r\nX y", "GET http://example.org/ HTTP/1.1\r\nX : y",
        "GET http://example.org/ HTTP/1.1\r\nX: a\0b", "GET http://example.org/ HTTP/1.1\r\nX: a\rb",
        "GET http://example.org/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
        "GET http://example.org/ HTTP/1.1\r\nContent-Length: -1",
        "GET http://example.org/ HTTP/1.1\r\nContent-Length: 99999999999999999999",
        "GET http://example.org/ HTTP/1.1\r\nTransfer-Encoding: chunked",
    ])
    func `what is unusual is refused`(text: String) {
        #expect(throws: ProxyRequest.Refusal.self) { try parse(text) }
    }

    @Test func `two hundred fields are enough`() {
        let head = "GET http://example.org/ HTTP/1.1"
        #expect(throws: Never.self) { try parse(head + String(repeating: "\r\nX: y", count: 200)) }
        #expect(throws: ProxyRequest.Refusal.self) { try parse(head + String(repeating: "\r\nX: y", count: 201)) }
    }

    @Test func `truncated and damaged headers never trap`() {
        let bytes = Array("POST http://[::1]:8080/a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\nA: b".utf8)
        for end in 0...bytes.count { _ = try? ProxyRequest(bytes[..<end]) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                _ = try? ProxyRequest(damaged)
            }
        }
    }
}
