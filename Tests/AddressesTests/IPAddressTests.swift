import Addresses
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.0.1",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "198.19.0.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "3fff::1", "100::1",
        "2620:4f:8000::1",
    ])
    func `addresses of one site or machine are not public`(text: String) throws {
        #expect(try !#require(IPAddress(text)).isPublic)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
        "192.167.1.1", "169.253.1.1", "140.82.121.4", "2606:50c0:8000::153", "2606:4700::1111", "2a00:1450::1",
        "64:ff9b::808:808", "::ffff:8.8.8.8",
    ])
    func `addresses of the internet are public`(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test(arguments: ["", "127.1", "0x7f.1", "2130706433", "127.0.0.1\u{0}", "127.0.0.01", "fe80::1%lo", "[::1]", "a"])
    func `only canonical text is an address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `bytes of another length are no address`() {
        #expect(IPAddress([UInt8]()) == nil)
        #expect(IPAddress([8, 8, 8]) == nil)
        #expect(IPAddress([8, 8, 8, 8]) == IPAddress("::ffff:8.8.8.8"))
    }

    @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
    func `this machine is known`(text: String) {
        #expect(IPAddress(text)?.isLoopback == true)
    }
}
