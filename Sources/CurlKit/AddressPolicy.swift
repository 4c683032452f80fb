import Addresses
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
        exemptEndpoints.contains(origin.endpoint) || IPAddress(address)?.isPublic == true
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
