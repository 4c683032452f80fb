import Addresses
import Sandbox
import TestSupport
import Testing

/// The fetch phase, with the proxy as its only way out.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct FetchProxyTests {
    /// Runs a script of bash in a sandbox with a proxy; `ask` in it sends a raw request to the proxy and prints the reply.
    private func run(
        _ script: String,
        _ proxy: FetchProxy
    ) async throws -> (result: SandboxResult, text: String) {
        let ask = #"ask() { exec 3<>/dev/tcp/127.0.0.1/3128; printf "$1" >&3; cat <&3; exec 3>&-; }; "#
        var fixture = try SandboxFixture(command: ["/bin/bash", "-c", ask + script])
        fixture.sandbox.network = .proxy(proxy)
        return try await fixture.run()
    }

    private func proxy(to server: LoopbackServer, _ change: (inout FetchPolicy) -> Void = { _ in }) throws -> FetchProxy
    {
        var policy = FetchPolicy()
        policy.exceptions = [.init(host: "registry.test", port: server.port)]
        change(&policy)
        return try FetchProxy(
            policy: policy,
            resolver: Resolver { _ in IPAddress([127, 0, 0, 1]).map { [$0] } ?? [] }
        )
    }

    @Test func `a plain request goes through and is recorded`() async throws {
        let server = try LoopbackServer { .init(text: "\($0.method) \($0.target) \($0.headers["host"] ?? "-")") }
        let (result, text) = try await run(
            #"ask "GET http://Registry.test:\#(server.port)/a?b HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n""#,
            try proxy(to: server)
        )
        #expect(text.hasPrefix("HTTP/1.1 200"))
        #expect(text.hasSuffix("GET /a?b registry.test:\(server.port)"))
        let request = try #require(result.requests.first)
        #expect(result.requests.count == 1)
        #expect(request.scheme == "http")
        #expect(request.host == "registry.test")
        #expect(request.path == "/a?b")
        #expect(request.received > 0)
        #expect(request.failure == nil)
    }

    @Test func `a body of known length goes through, and nothing after it`() async throws {
        let server = try LoopbackServer { .init(text: "got \(String(decoding: $0.body, as: UTF8.self))") }
        let (result, text) = try await run(
            #"ask "POST http://registry.test:\#(server.port)/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /second HTTP/1.1\r\n\r\n""#,
            try proxy(to: server)
        )
        // What came too much is never read, so the kernel may tell the client of a reset behind the whole answer.
        #expect(text.contains("\r\n\r\ngot hello"))
        #expect(text.split(separator: "HTTP/1.1 200").count == 1)
        #expect(result.requests.map(\.sent) == [5])
    }

    @Test func `a tunnel carries bytes both ways`() async throws {
        let server = try LoopbackServer { _ in .init(text: "inside the tunnel") }
        let (result, text) = try await run(
            #"ask "CONNECT registry.test:\#(server.port) HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n""#,
            try proxy(to: server)
        )
        #expect(text.hasPrefix("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200"))
        #expect(text.hasSuffix("inside the tunnel"))
        #expect(result.requests.map(\.method) == ["CONNECT"])
        #expect(result.requests.map(\.scheme) == ["https"])
    }

    @Test func `programs find the proxy by their environment`() async throws {
        let server = try LoopbackServer { _ in .init(text: "fetched") }
        let (_, text) = try await run("curl -sS http://registry.test:\(server.port)/x", try proxy(to: server))
        #expect(text == "fetched")
    }

    @Test func `nothing is reached past the proxy`() async throws {
        let server = try LoopbackServer { _ in .init(text: "fetched") }
        let (result, text) = try await run(
            "(exec 3<>/dev/tcp/127.0.0.1/\(server.port)) 2>/dev/null && echo reached; curl -sS --noproxy '*' http://127.0.0.1:\(server.port)/ 2>/dev/null; echo end",
            try proxy(to: server)
        )
        #expect(text == "end\n")
        #expect(result.requests.isEmpty)
    }

    @Test(arguments: [
        "127.0.0.1:80", "localhost:80", "169.254.169.254:80", "10.0.0.1:443", "192.168.1.1:443", "[::1]:80",
        "[::ffff:127.0.0.1]:80", "[fd00:ec2::254]:80", "2130706433:80", "0:80", "168.63.129.16:80",
    ])
    func `addresses near us are refused after resolution`(authority: String) async throws {
        let (result, text) = try await run(
            #"ask "GET http://\#(authority)/latest HTTP/1.1\r\n\r\n"; ask "CONNECT \#(authority) HTTP/1.1\r\n\r\n""#,
            try FetchProxy()
        )
        #expect(text.components("HTTP/1.1 403") == 2, "\(text)")
        #expect(result.requests.count == 2)
        #expect(result.requests.allSatisfy { $0.failure == "the host is not on the public internet" })
    }

    @Test func `a public name that points to a private address is refused`() async throws {
        let server = try LoopbackServer { _ in .init(text: "ours") }
        var policy = FetchPolicy()
        policy.ports = [server.port]
        let proxy = try FetchProxy(
            policy: policy,
            resolver: Resolver { _ in [[127, 0, 0, 1], [10, 0, 0, 1]].compactMap { IPAddress($0) } }
        )
        let (_, text) = try await run(#"ask "GET http://rebound.example:\#(server.port)/ HTTP/1.1\r\n\r\n""#, proxy)
        #expect(text.hasPrefix("HTTP/1.1 403"))
    }

    @Test func `a port that is not allowed is refused`() async throws {
        let (result, text) = try await run(#"ask "CONNECT example.org:22 HTTP/1.1\r\n\r\n""#, try FetchProxy())
        #expect(text.hasPrefix("HTTP/1.1 403"))
        #expect(result.requests.map(\.failure) == ["port 22 is not allowed"])
    }

    @Test func `an endless header is refused`() async throws {
        let proxy = try FetchProxy()
        let (result, text) = try await run(
            #"exec 3<>/dev/tcp/127.0.0.1/3128; (yes 'X: y' | head -c 300000 >&3) 2>/dev/null & head -n 1 <&3"#,
            proxy
        )
        #expect(text.hasPrefix("HTTP/1.1 431") || text.isEmpty)
        #expect(result.requests.isEmpty)
    }

    @Test func `more bytes than allowed break the connection off`() async throws {
        let server = try LoopbackServer { _ in .endless() }
        let (result, text) = try await run(
            #"ask "GET http://registry.test:\#(server.port)/ HTTP/1.1\r\n\r\n" | wc -c"#,
            try proxy(to: server) { $0.bytes = 1_000_000 }
        )
        #expect((Int(text.dropLast()) ?? .max) < 1_200_000)
        #expect(result.requests.first?.failure == "more bytes than allowed")
    }

    @Test func `a server that falls silent is given up`() async throws {
        let server = try LoopbackServer { _ in .stall }
        let (result, _) = try await run(
            #"ask "GET http://registry.test:\#(server.port)/ HTTP/1.1\r\n\r\n""#,
            try proxy(to: server) { $0.idle = .milliseconds(200) }
        )
        #expect(result.requests.first?.failure == "silent for too long")
    }

    @Test func `more requests than allowed are refused`() async throws {
        let (result, text) = try await run(
            #"for i in 1 2 3; do ask "CONNECT localhost:1 HTTP/1.1\r\n\r\n"; done"#,
            try FetchProxy(
                policy: {
                    var policy = FetchPolicy(); policy.requests = 2; return policy
                }()
            )
        )
        #expect(text.components("HTTP/1.1 403") == 2)
        #expect(text.components("HTTP/1.1 429") == 1)
        #expect(result.requests.count == 2)
    }

    @Test func `a download ends with the build that asked for it`() async throws {
        let server = try LoopbackServer { _ in .stall }
        let (result, _) = try await run(
            #"ask "GET http://registry.test:\#(server.port)/ HTTP/1.1\r\n\r\n" > /dev/null & until grep -q ':0C38 .* 01' /proc/net/tcp; do :; done"#,
            try proxy(to: server)
        )
        #expect(result.isSuccess)
    }

    @Test func `a proxy serves one run only`() async throws {
        let proxy = try FetchProxy()
        _ = try await run("true", proxy)
        await #expect { try await run("true", proxy) } throws: { ($0 as? SandboxError)?.code == .invalid }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
