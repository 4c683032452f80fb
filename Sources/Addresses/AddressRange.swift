/// Addresses that begin alike, as `10.0.0.0/8`, or a single one.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let first: IPAddress
    private let bits: Int
    /// The range as it was written.
    package let description: String

    /// Reads an address, or one with a prefix's length behind a slash; what lies behind the prefix has to be zero.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.bytes.count * 8
        var bits = width
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= width
            else { return nil }
            bits = number
        }
        guard (bits..<width).allSatisfy({ !Self.bit($0, of: address.bytes) }) else { return nil }
        first = address
        self.bits = bits
        description = text
    }

    /// Whether `address` is one of these.
    package func contains(_ address: IPAddress) -> Bool {
        address.bytes.count == first.bytes.count
            && (0..<bits).allSatisfy { Self.bit($0, of: address.bytes) == Self.bit($0, of: first.bytes) }
    }

    private static func bit(_ index: Int, of bytes: [UInt8]) -> Bool {
        bytes[index / 8] & UInt8(0x80) >> UInt8(index % 8) != 0
    }
}
