import CurlKit
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AddressPolicyTests {
    @Test(arguments: ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]", "2130706433"])
    func `loopback is refused under every name`(host: String) async throws {
        let server = try LoopbackServer { _ in .init() }
        let error = await #expect(throws: HTTPError.self) {
            try await client().send(.init(url: "http://\(host):\(server.port)/"))
        }
        #expect(error?.code == .addressRefused)
    }

    @Test func `an exempt port exempts no other`() async throws {
        let server = try LoopbackServer { _ in .init() }
        let other = try LoopbackServer { _ in .init() }
        let client = client(for: server)
        #expect(try await client.send(.init(url: server.url)).status == 200)
        let error = await #expect(throws: HTTPError.self) { try await client.send(.init(url: other.url)) }
        #expect(error?.code == .addressRefused)
    }
}
