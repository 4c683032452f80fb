package import Addresses
import Glibc

/// Turns host names into addresses.
package struct Resolver: Sendable {
    /// The addresses of a name, or of an address in text; empty when there are none. May block.
    package var addresses: @Sendable (String) -> [IPAddress]

    package init(addresses: @escaping @Sendable (String) -> [IPAddress]) { self.addresses = addresses }

    /// The resolver of this machine.
    package static let system = Resolver { name in
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.prefix(16)
            .compactMap { $0?.pointee.ai_addr.flatMap(address) }
    }

    private static func address(_ pointer: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        let raw = UnsafeRawPointer(pointer)
        switch Int32(pointer.pointee.sa_family) {
        case AF_INET:
            return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { IPAddress(Array($0)) }
        case AF_INET6:
            return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { IPAddress(Array($0)) }
        default: return nil
        }
    }
}
