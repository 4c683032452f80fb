/// TDATTRIBUTES: how a guest was started (TDX module ABI, table "ATTRIBUTES").
package struct TDAttributes: Hashable, Sendable {
    /// The field as a number; it is stored with its least significant byte first.
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The host may read and change the guest's memory.
    package var isDebug: Bool { bit(0) }
    /// The guest never gets a virtualisation exception for memory that it did not accept.
    package var disablesSEPTViolations: Bool { bit(28) }
    /// The guest may be moved to another machine.
    package var isMigratable: Bool { bit(29) }
    /// The guest may use protection keys for its kernel's pages.
    package var usesSupervisorKeys: Bool { bit(30) }
    /// The guest may use Key Locker.
    package var usesKeyLocker: Bool { bit(31) }
    /// The guest may use performance monitoring.
    package var usesPerformanceMonitoring: Bool { bit(63) }

    /// The bits that have no meaning here; 1 to 7 are for guests that nobody should trust.
    package var reservedBits: UInt64 { rawValue & ~0x8000_0000_F000_0001 }

    /// The 8 bytes as stored.
    package var bytes: [UInt8] { withUnsafeBytes(of: rawValue.littleEndian) { Array($0) } }

    private func bit(_ position: UInt64) -> Bool { rawValue >> position & 1 == 1 }
}
