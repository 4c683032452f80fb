/// An IPv4 or IPv6 address.
package struct NetworkAddress: Hashable, Sendable {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    /// nil unless there are 4 or 16 bytes. An IPv4 address inside an IPv6 one (`::ffff:a.b.c.d`) becomes IPv4.
    package init?(_ bytes: [UInt8]) {
        let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        switch bytes.count {
        case 4: self.bytes = bytes
        case 16: self.bytes = bytes.starts(with: mappedPrefix) ? Array(bytes[12...]) : bytes
        default: return nil
        }
    }

    /// Whether it is reachable on the public internet and nowhere near us: neither loopback, private, link-local, shared,
    /// multicast, reserved, nor an address that carries another one. See the IANA special-purpose address registries.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.special4.contains { matches($0.prefix, $0.length) } }
        return matches([0x20], 3) && !Self.special6.contains { matches($0.prefix, $0.length) }
    }

    private func matches(_ prefix: [UInt8], _ length: Int) -> Bool {
        for bit in 0..<length {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            let expected = bit / 8 < prefix.count ? prefix[bit / 8] : 0
            if bytes[bit / 8] & mask != expected & mask { return false }
        }
        return true
    }

    private static let special4: [(prefix: [UInt8], length: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 31, 196], 24), ([192, 52, 193], 24), ([192, 88, 99], 24), ([192, 168], 16),
        ([192, 175, 48], 24), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
        // Azure answers guests on this public address.
        ([168, 63, 129, 16], 32),
    ]

    private static let special6: [(prefix: [UInt8], length: Int)] = [
        // Protocol assignments with Teredo, documentation, 6to4, AS112.
        ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x20, 0x02], 16), ([0x3f, 0xff], 20),
        ([0x26, 0x20, 0x00, 0x4f, 0x80], 48),
    ]
}
