import Builds
import Foundation
import Server
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct HostileClientTests {
    @Test(
        arguments: [
            "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
            "POST /build HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /build HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}",
        ]
    )
    func `what is no request is refused and the server lives on`(request: String) async throws {
        try await TestServer.run { server, _ in
            let port = server.port
            let answer = try await blocking {
                let client = try RawClient(port: port)
                client.send(request)
                return client.receiveAll()
            }
            if let response = RawResponse(answer) { #expect((400..<500).contains(response.status)) }
            #expect(try await server.request("GET", "/health").status == 200)
        }
    }

    @Test func `a client that asks first is told to go on`() async throws {
        try await TestServer.run { server, _ in
            let port = server.port
            let first = try await blocking {
                let client = try RawClient(port: port)
                client.send(
                    "POST /build HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                        + "Connection: close\r\nContent-Type: application/json\r\n\r\n"
                )
                let first = String(decoding: client.receive(), as: UTF8.self)
                client.send("{}")
                return first + "|" + String(decoding: client.receiveAll(), as: UTF8.self)
            }
            let answers = first.split(separator: "|", maxSplits: 1)
            #expect(answers.first == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(answers.last?.hasPrefix("HTTP/1.1 400") == true)
        }
    }

    @Test func `ten thousand header lines are refused`() async throws {
        try await TestServer.run { server, _ in
            let port = server.port
            let answer = try await blocking {
                let client = try RawClient(port: port)
                client.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                for number in 0..<10_000 where !client.send("X-\(number): y\r\n") { break }
                client.send("\r\n")
                return client.receiveAll()
            }
            // The connection may be gone before the answer could be read.
            if let response = RawResponse(answer) { #expect((400..<500).contains(response.status)) }
            #expect(try await server.request("GET", "/health").status == 200)
        }
    }

    @Test(arguments: ["", "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", "NONSENSE"])
    func `a client that never ends its head is cut off, however busy it is`(beginning: String) async throws {
        try await TestServer.run {
            $0.timing.head = .milliseconds(50)
        } body: { server, _ in
            let port = server.port
            let silent = try await blocking { try RawClient(port: port).receiveAll() }
            #expect(silent.isEmpty)
            try await blocking {
                let client = try RawClient(port: port)
                client.send(beginning)
                // Each byte would start an idle timeout anew.
                while client.send("X") { usleep(1000) }
            }
        }
    }

    @Test func `a client that stops in the middle of a body is cut off`() async throws {
        try await TestServer.run {
            $0.timing.bodyCheck = .milliseconds(50)
        } body: { server, _ in
            let port = server.port
            let answer = try await blocking {
                let client = try RawClient(port: port)
                client.send(
                    "POST /build/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(Form.contentType.1)\r\n"
                        + "Content-Length: 100000\r\n\r\n--\(Form.boundary)\r\n"
                )
                return client.receiveAll()
            }
            #expect(answer.isEmpty || RawResponse(answer)?.status != 200)
            #expect(try await server.blobs.names().temporary.isEmpty)
            #expect(try await server.store.counts().isEmpty)
        }
    }

    @Test func `a client that takes nothing of what it asked for is cut off`() async throws {
        try await TestServer.run {
            $0.timing.stall = .milliseconds(50)
        } body: { server, _ in
            let id = try await server.storeBuild(artifact: [UInt8](repeating: 1, count: 32 << 20))
            let port = server.port
            let received = try await blocking {
                let client = try RawClient(port: port, receiveBuffer: 4096)
                client.send("GET /builds/\(id)/artifacts/tool HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                usleep(500_000)
                return client.receiveAll().count
            }
            #expect(received < 32 << 20)
        }
    }

    @Test func `connections past the limit wait instead of costing memory`() async throws {
        try await TestServer.run { configuration in
            configuration.limits.connections = 2
            configuration.timing.head = .milliseconds(50)
        } body: { server, _ in
            let port = server.port
            let idle = try await blocking { try (0..<10).map { _ in try RawClient(port: port) } }
            #expect(try await server.request("GET", "/health").status == 200)
            withExtendedLifetime(idle) {}
        }
    }

    @Test func `an upload does not grow the memory`() async throws {
        try await TestServer.run { server, _ in
            let port = server.port
            let before = try residentBytes()
            let answer = try await blocking {
                let client = try RawClient(port: port)
                let head = Form().file("source", [0x50, 0x4B, 0x03, 0x04]).body.dropLast(
                    2 + Form.boundary.utf8.count + 6
                )
                let pieces = 256
                let piece = [UInt8](repeating: 0, count: 1 << 20)
                client.send(
                    "POST /build HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                        + "Content-Type: \(Form.contentType.1)\r\nContent-Length: \(head.count + pieces << 20)\r\n\r\n"
                )
                client.send(Array(head))
                for _ in 0..<(pieces - 1) { client.send(piece) }
                return try residentBytes()
            }
            #expect(answer - before < 160 << 20, "\((answer - before) >> 20) MiB")
        }
    }
}

/// The memory of this process that is in RAM, in bytes.
private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
}
