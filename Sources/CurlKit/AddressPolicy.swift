import CLibcurl
import Glibc

/// Which addresses may be connected to; asked for every connection, after the name was resolved.
package struct AddressPolicy: Sendable {
    /// Hosts with ports, as in ``HTTPOrigin/endpoint``, whose addresses are not looked at.
    package let exemptEndpoints: Set<String>

    /// Public addresses, and whatever the endpoints that the configuration names resolve to.
    package static func publicOnly(except endpoints: Set<String> = []) -> AddressPolicy {
        AddressPolicy(exemptEndpoints: Set(endpoints.map { $0.lowercased() }))
    }

    private init(exemptEndpoints: Set<String>) { self.exemptEndpoints = exemptEndpoints }

    /// Whether a request to `origin` may connect to an address with these 4 or 16 bytes.
    package func allows(_ address: [UInt8], for origin: HTTPOrigin) -> Bool {
        exemptEndpoints.contains(origin.endpoint) || Self.isPublic(address)
    }

    /// Whether the address of 4 or 16 bytes belongs to the public internet and to no single site or machine.
    package static func isPublic(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: return !isWithin(address, refusedIPv4)
        case 16:
            // NAT64 (RFC 6052): what counts is the address behind the translator.
            if isWithin(address, [([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96)]) {
                return isPublic(Array(address[12...]))
            }
            return isWithin(address, [([0x20], 3)]) && !isWithin(address, refusedIPv6)
        default: return false
        }
    }

    /// IANA's special-purpose registry, and the address where Azure's host answers its guests.
    private static let refusedIPv4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
        ([203, 0, 113], 24), ([224], 4), ([240], 4), ([168, 63, 129, 16], 32),
    ]

    /// Within 2000::/3: protocol assignments with Teredo, documentation, 6to4; all else outside of it is refused.
    private static let refusedIPv6: [(prefix: [UInt8], bits: Int)] = [
        ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x20, 0x02], 16), ([0x3F, 0xFF, 0x00], 20),
    ]

    private static func isWithin(_ address: [UInt8], _ ranges: [(prefix: [UInt8], bits: Int)]) -> Bool {
        ranges.contains { range in
            (0..<range.bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                let prefixByte = bit / 8 < range.prefix.count ? range.prefix[bit / 8] : 0
                return address[bit / 8] & mask == prefixByte & mask
            }
        }
    }

    /// The bytes of a socket's address, empty for families other than IPv4 and IPv6.
    static func bytes(of address: UnsafePointer<sockaddr>, family: Int32) -> [UInt8] {
        switch family {
        case AF_INET:
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) }
            }
        case AF_INET6:
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) }
            }
        default: []
        }
    }
}
