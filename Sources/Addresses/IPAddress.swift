import Glibc

/// An IPv4 or IPv6 address, and whom it belongs to.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    /// Takes 4 or 16 bytes; `nil` for any other number. An IPv4 address in IPv6's clothes (`::ffff:a.b.c.d`) becomes
    /// what it is.
    package init?(_ bytes: [UInt8]) {
        let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        switch bytes.count {
        case 4: self.bytes = bytes
        case 16: self.bytes = bytes.starts(with: mappedPrefix) ? Array(bytes[12...]) : bytes
        default: return nil
        }
    }

    /// Reads dotted decimals or RFC 4291 text without a zone; nothing else that some resolvers accept, such as `0x7f.1`.
    package init?(_ text: String) {
        // C would stop at a NUL and take what stands before it.
        guard !text.utf8.contains(0) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 {
            self.init(Array(buffer[..<4]))
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            self.init(buffer)
        } else {
            return nil
        }
    }

    /// Whether it is this machine.
    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// Whether it is reachable on the public internet and nowhere near us: neither loopback, private, link-local, shared,
    /// multicast, reserved, nor an address that carries another one. See the IANA special-purpose address registries.
    package var isPublic: Bool {
        if bytes.count == 4 { return !isWithin(Self.special4) }
        // NAT64 (RFC 6052): what counts is the address behind the translator.
        if isWithin([([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96)]) {
            return IPAddress(Array(bytes[12...]))?.isPublic == true
        }
        return isWithin([([0x20], 3)]) && !isWithin(Self.special6)
    }

    private func isWithin(_ ranges: [(prefix: [UInt8], bits: Int)]) -> Bool {
        ranges.contains { range in
            (0..<range.bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                let expected = bit / 8 < range.prefix.count ? range.prefix[bit / 8] : 0
                return bytes[bit / 8] & mask == expected & mask
            }
        }
    }

    private static let special4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 31, 196], 24), ([192, 52, 193], 24), ([192, 88, 99], 24), ([192, 168], 16),
        ([192, 175, 48], 24), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
        // Azure's host answers its guests on this public address.
        ([168, 63, 129, 16], 32),
    ]

    /// Within 2000::/3: protocol assignments with Teredo, documentation, 6to4, AS112; all else outside of it is refused.
    private static let special6: [(prefix: [UInt8], bits: Int)] = [
        ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x20, 0x02], 16), ([0x3F, 0xFF], 20),
        ([0x26, 0x20, 0x00, 0x4F, 0x80], 48),
    ]
}
