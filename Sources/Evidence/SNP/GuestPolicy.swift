import Bytes

/// POLICY: what the guest's owner allows its host (SEV-SNP firmware ABI, 56860, table 10).
package struct GuestPolicy: Hashable, Sendable, CustomStringConvertible {
    /// The field as stored.
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The oldest firmware ABI that may run the guest.
    package var minimumABI: (major: UInt8, minor: UInt8) {
        (UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue))
    }

    /// Two guests' threads may share a core.
    package var allowsSMT: Bool { bit(16) }
    /// A migration agent may move the guest.
    package var allowsMigrationAgent: Bool { bit(18) }
    /// The host may read and change the guest's memory.
    package var allowsDebug: Bool { bit(19) }
    /// The guest may run on one socket only.
    package var requiresSingleSocket: Bool { bit(20) }

    /// Bit 17 is one and bits 63 to 26 are zero, as the format demands.
    package var isWellFormed: Bool { bit(17) && rawValue >> 26 == 0 }

    /// The field as 16 hexadecimal digits.
    package var description: String {
        "0x" + withUnsafeBytes(of: rawValue.bigEndian) { Array($0) }.hexadecimal
    }

    private func bit(_ position: UInt64) -> Bool { rawValue >> position & 1 == 1 }
}
