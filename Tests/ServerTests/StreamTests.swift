import Builds
import Foundation
import Server
import Store
import StrictJSON
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct StreamTests {
    private let form = Form().field("repo_url", "https://forge.test/o/r").field("ref", "v1").body

    @Test func `a stream has the published form, one event a chunk`() async throws {
        try await TestServer.run { server, _ in
            let port = server.port
            let body = form
            async let received = blocking {
                let client = try RawClient(port: port)
                client.send(
                    "POST /build/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                        + "Content-Type: \(Form.contentType.1)\r\nContent-Length: \(body.count)\r\n\r\n"
                )
                client.send(body)
                return client.receiveAll()
            }
            let events = [
                BuildEvent(.info, "Detected: make"), BuildEvent(.log, "héllo\n\ndata: {\"type\":\"complete\"}"),
            ]
            let id = try await server.finish(.failure(BuildFailure(.timeout, "too long")), events: events)
            let bytes = try await received
            let response = try #require(RawResponse(bytes))
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "text/event-stream")
            #expect(response.headers["cache-control"] == "no-cache")
            #expect(response.headers["x-accel-buffering"] == "no")
            #expect(response.headers["location"] == "/builds/\(id)")
            #expect(response.headers["assay-build-id"] == id.description)
            let start = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
            let chunks = RawResponse.chunks(Array(bytes[start.upperBound...])).map {
                String(decoding: $0, as: UTF8.self)
            }
            let documents = try chunks.map { chunk in
                let lines = chunk.split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count == 4)
                #expect(lines[0].hasPrefix("id: "))
                return try JSONParser.parse(Array(lines[1].dropFirst(6).utf8))
            }
            #expect(documents.map { $0["type"]?.string } == ["info", "info", "log", "complete"])
            #expect(documents[0]["build_id"]?.string == id.description)
            #expect(documents[2]["message"]?.string == "héllo\n\ndata: {\"type\":\"complete\"}")
            #expect(documents[3]["result"]?["status"] == "failed")
            #expect(documents[3]["result"]?["error_type"] == "BUILD_TIMEOUT")
            #expect(documents[3]["result"]?["provenance_url"]?.string == "/builds/\(id)/provenance")
        }
    }

    @Test func `a stream goes on where it was left`() async throws {
        try await TestServer.run { server, _ in
            let id = try await server.storeBuild(artifact: [1])
            let all = try await server.request("GET", "/builds/\(id)/events")
            #expect(all.text.contains("Detected: make"))
            let rest = try await server.request("GET", "/v1/builds/\(id)/events", [("Last-Event-ID", "1")])
            #expect(!rest.text.contains("Detected: make"))
            #expect(rest.text.contains("hello \\u00e9"))
            #expect(rest.text.contains("complete"))
            // A browser that has read everything is told to stop asking.
            #expect(try await server.request("GET", "/builds/\(id)/events", [("Last-Event-ID", "3")]).status == 204)
            for value in ["-5", "x", "99999999999999999999"] {
                let response = try await server.request("GET", "/builds/\(id)/events", [("Last-Event-ID", value)])
                #expect(response.text.contains("Detected: make"))
            }
            #expect(try await server.request("GET", "/builds/\(BuildID())/events").status == 404)
        }
    }

    @Test func `a complete event carries provenance and evidence while it is small`() async throws {
        try await TestServer.run { server, _ in
            let small = try await server.storeBuild(artifact: [1])
            let event = try await complete(server, small)
            #expect(event["result"]?["provenance"]?["a"] == "é")
            #expect(event["result"]?["attestation"]?.string == "ZXZpZGVuY2U=")
            let large = try await server.storeBuild(
                artifact: [1],
                provenance: "{\"a\":\"\(String(repeating: "é", count: 3000))\"}"
            )
            // 6 KB on disk, but 18 KB with every character escaped.
            let cut = try await complete(server, large)
            #expect(cut["result"]?["provenance"] == .null)
            #expect(cut["result"]?["attestation"] == .null)
            #expect(cut["result"]?["evidence_url"]?.string == "/builds/\(large)/evidence")
        }
    }

    private func complete(_ server: TestServer, _ id: BuildID) async throws -> JSONValue {
        let text = try await server.request("GET", "/builds/\(id)/events").text
        let line = try #require(text.split(separator: "\n").last { $0.hasPrefix("data: ") })
        return try JSONParser.parse(Array(line.dropFirst(6).utf8))
    }

    @Test func `a quiet stream says that it is alive, and ends when the server does`() async throws {
        let (heard, continuation) = AsyncStream<String>.makeStream()
        try await TestServer.run {
            $0.timing.keepAlive = .milliseconds(5)
        } body: { server, _ in
            let build = try await server.store.createBuild(
                BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r"))),
                subject: BuildSubject(isPublic: true)
            )
            let port = server.port
            Task {
                _ = try await blocking {
                    let client = try RawClient(port: port)
                    client.send("GET /builds/\(build.id)/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    var text = ""
                    while !text.contains(": keep-alive\n\n") {
                        let bytes = client.receive()
                        if bytes.isEmpty { break }
                        text += String(decoding: bytes, as: UTF8.self)
                    }
                    continuation.yield(text)
                    continuation.finish()
                    return client.receiveAll().count
                }
            }
            for await text in heard { #expect(text.contains(": keep-alive\n\n")) }
        }
    }

    @Test func `a client that leaves does not cancel`() async throws {
        try await TestServer.run { server, _ in
            let port = server.port
            let body = form
            let first = try await blocking {
                let client = try RawClient(port: port)
                client.send(
                    "POST /build/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(Form.contentType.1)\r\n"
                        + "Content-Length: \(body.count)\r\n\r\n"
                )
                client.send(body)
                return client.receive()
            }
            #expect(!first.isEmpty)
            let id = try await server.finish(
                .failure(BuildFailure(.timeout, "too long")),
                events: [BuildEvent(.log, "x")]
            )
            #expect(try await server.store.build(id).status == .failed)
            #expect(try await server.request("GET", "/builds/\(id)/events").text.contains("\"x\""))
        }
    }

    @Test func `a reader that is slow loses nothing`() async throws {
        try await TestServer.run { server, _ in
            _ = try await server.store.createBuild(
                BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r"))),
                subject: BuildSubject(isPublic: true)
            )
            let line = String(repeating: "x", count: 4000)
            let events = (0..<1000).map { BuildEvent(.log, "\($0) \(line)") }
            let id = try await server.finish(.failure(BuildFailure(.timeout, "too long")), events: events)
            let response = try await server.request("GET", "/builds/\(id)/events")
            let numbers = response.text.split(separator: "\n").compactMap { line -> Int? in
                guard line.contains("\"log\""), let start = line.range(of: "\"message\":\"") else { return nil }
                return Int(line[start.upperBound...].prefix { $0 != " " })
            }
            #expect(numbers == Array(0..<1000))
        }
    }
}
