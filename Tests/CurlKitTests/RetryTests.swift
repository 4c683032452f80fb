import CurlKit
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RetryTests {
    /// Asks a server that gives `responses` in turn; the pauses that the client wanted, and the last status.
    private func ask(
        _ responses: [LoopbackServer.Response],
        method: String = "GET",
        now: Double = 1_000_000
    ) async throws -> (pauses: [Duration], status: Int?, requests: Int) {
        let pauses = Mutex<[Duration]>([])
        let count = Mutex(0)
        let server = try LoopbackServer { _ in
            let index = count.withLock { count in
                defer { count += 1 }
                return count
            }
            return responses[min(index, responses.count - 1)]
        }
        let policy = RetryPolicy(
            attempts: 3,
            now: { Date(timeIntervalSince1970: now) },
            sleep: { pause in pauses.withLock { $0.append(pause) } }
        )
        let request = HTTPRequest(method, try HTTPURL(server.url))
        let status = try? await client(for: server, retries: policy).send(request).status
        return (pauses.withLock { $0 }, status, count.withLock { $0 })
    }

    @Test func `a fault of the server is tried again with growing pauses`() async throws {
        let outcome = try await ask([.init(status: 502), .init(status: 500), .init(status: 200)])
        #expect(outcome.pauses == [.seconds(1), .seconds(2)])
        #expect(outcome.status == 200)
    }

    @Test func `attempts have an end`() async throws {
        let outcome = try await ask([.init(status: 503)])
        #expect(outcome.requests == 3)
        #expect(outcome.status == 503)
    }

    @Test(arguments: [true, false]) func `attempts share the time of one request`(isOfRequest: Bool) async throws {
        let count = Mutex(0)
        let server = try LoopbackServer { _ in
            count.withLock { $0 += 1 }
            return .stall
        }
        let client = client(for: server, retries: RetryPolicy(firstPause: .milliseconds(1))) {
            $0.lowSpeedTime = .seconds(600)
            if !isOfRequest { $0.totalTimeout = .milliseconds(300) }
        }
        var request = try HTTPRequest(url: server.url)
        if isOfRequest { request.deadline = .now + .milliseconds(300) }
        let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
        #expect(error?.code == .timeout)
        #expect(count.withLock { $0 } <= 1)
    }

    @Test func `a pause that would outlast the time is not begun`() async throws {
        let pauses = Mutex(0)
        let server = try LoopbackServer { _ in .init(status: 503, headers: ["Retry-After": "30"]) }
        let policy = RetryPolicy(sleep: { _ in pauses.withLock { $0 += 1 } })
        let response = try await client(for: server, retries: policy) { $0.totalTimeout = .seconds(20) }
            .send(.init(url: server.url))
        #expect(response.status == 503)
        #expect(pauses.withLock { $0 } == 0)
    }

    @Test func `a lost reply is asked for again`() async throws {
        let outcome = try await ask([.closeWithoutReply, .init(status: 200)])
        #expect(outcome.requests == 2)
        #expect(outcome.status == 200)
    }

    @Test func `what is not idempotent is done once`() async throws {
        let lost = try await ask([.closeWithoutReply, .init(status: 200)], method: "POST")
        #expect(lost.requests == 1)
        #expect(lost.status == nil)
        let failed = try await ask([.init(status: 502)], method: "POST")
        #expect(failed.requests == 1)
    }

    @Test func `a request over an old connection is not repeated behind our back`() async throws {
        let posts = Mutex(0)
        let server = try LoopbackServer { request in
            guard request.method == "POST" else { return .init() }
            posts.withLock { $0 += 1 }
            return .closeWithoutReply
        }
        let client = client(for: server)
        _ = try await client.send(.init(url: server.url))
        let error = await #expect(throws: HTTPError.self) {
            try await client.send(HTTPRequest("POST", HTTPURL(server.url), body: .bytes([1])))
        }
        #expect(error?.code == .connection)
        #expect(posts.withLock { $0 } == 1)
    }

    @Test func `a pause that the server names is kept`() async throws {
        let seconds = try await ask([.init(status: 429, headers: ["Retry-After": "17"]), .init()])
        #expect(seconds.pauses == [.seconds(17)])
        let date = "Mon, 12 Jan 1970 13:47:10 GMT"
        let dated = try await ask([.init(status: 503, headers: ["retry-after": date]), .init()])
        #expect(dated.pauses == [.seconds(30)])
        let limited = try await ask([
            .init(status: 403, headers: ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000020"]), .init(),
        ])
        #expect(limited.pauses == [.seconds(20)])
    }

    @Test(arguments: ["3600", "99999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func `a pause beyond the limit makes the answer final`(value: String) async throws {
        let outcome = try await ask([.init(status: 429, headers: ["Retry-After": value])])
        #expect(outcome.requests == 1)
        #expect(outcome.status == 429)
    }

    @Test(arguments: [400, 401, 403, 404, 422]) func `a refusal is final`(status: Int) async throws {
        #expect(try await ask([.init(status: status)]).requests == 1)
    }

    @Test(arguments: ["-1", "abc", "1e9", "", "Mon, 99 Foo 1970 13:47:10 GMT"])
    func `a nonsensical pause is none`(value: String) async throws {
        #expect(try await ask([.init(status: 503, headers: ["Retry-After": value]), .init()]).pauses == [.seconds(1)])
    }
}
