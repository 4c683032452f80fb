import CurlKit
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AddressPolicyTests {
    private func bytes(_ text: String) -> [UInt8] {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4) { Array($0) } }
        if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: v6) { Array($0) } }
        return []
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "168.63.129.16", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1",
        "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1",
    ])
    func `addresses of one site or machine are refused`(address: String) {
        #expect(!bytes(address).isEmpty)
        #expect(!AddressPolicy.isPublic(bytes(address)))
    }

    @Test(arguments: [
        "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.1.1", "169.253.1.1",
        "140.82.121.4",
        "2606:50c0:8000::153", "2a00:1450::1", "64:ff9b::808:808",
    ])
    func `public addresses are allowed`(address: String) {
        #expect(AddressPolicy.isPublic(bytes(address)))
    }

    @Test func `bytes of another length are no address`() {
        #expect(!AddressPolicy.isPublic([]))
        #expect(!AddressPolicy.isPublic([8, 8, 8]))
    }

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
