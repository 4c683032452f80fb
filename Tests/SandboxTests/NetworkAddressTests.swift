import Sandbox
import Testing

struct NetworkAddressTests {
    private func address(_ text: String) throws -> NetworkAddress {
        try #require(Resolver.system.addresses(text).first)
    }

    @Test(arguments: ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])
    func `public addresses`(text: String) throws {
        #expect(try address(text).isPublic)
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.1", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.19.0.1", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "168.63.129.16", "2130706433", "0x7f.1", "::", "::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::1", "3fff::1", "100::1",
    ])
    func `addresses near us, in every spelling`(text: String) throws {
        #expect(try !address(text).isPublic)
    }
}
