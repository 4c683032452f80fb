/// PLATFORM_INFO: how the machine is set up (SEV-SNP firmware ABI, 56860, table 24).
///
/// Firmware adds bits, so unknown ones are kept and reported, and nothing is refused for them.
package struct SNPPlatformInfo: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Two threads share a core.
    package static let smt = SNPPlatformInfo(rawValue: 1 << 0)
    /// All of the memory is encrypted, not only that of guests.
    package static let tsme = SNPPlatformInfo(rawValue: 1 << 1)
    /// The memory corrects errors.
    package static let ecc = SNPPlatformInfo(rawValue: 1 << 2)
    /// The running average power limit, a side channel, is off.
    package static let raplDisabled = SNPPlatformInfo(rawValue: 1 << 3)
    /// The host cannot read the ciphertext of guests.
    package static let ciphertextHiding = SNPPlatformInfo(rawValue: 1 << 4)
    /// Since the last reset no two addresses were found to lead to the same memory (AMD-SB-3015, BadRAM).
    package static let aliasCheckComplete = SNPPlatformInfo(rawValue: 1 << 5)
    /// Devices may take part in guests' trust.
    package static let trustedIO = SNPPlatformInfo(rawValue: 1 << 7)

    private static let names: [(SNPPlatformInfo, String)] = [
        (smt, "smt"), (tsme, "tsme"), (ecc, "ecc"), (raplDisabled, "rapl-disabled"),
        (ciphertextHiding, "ciphertext-hiding"), (aliasCheckComplete, "alias-check-complete"),
        (trustedIO, "trusted-io"),
    ]

    /// The names of the known bits that are set, in their order.
    package var names: [String] { Self.names.filter { contains($0.0) }.map(\.1) }

    /// The positions of the bits that are set and whose meaning is not known here. Genuine firmware sets bit 6.
    package var unknownBits: [Int] {
        let known = Self.names.reduce(into: SNPPlatformInfo()) { $0.formUnion($1.0) }
        let unknown = subtracting(known).rawValue
        return (0..<64).filter { unknown >> UInt64($0) & 1 == 1 }
    }

    /// The field in hexadecimal, shortest form.
    package var description: String { "0x" + String(rawValue, radix: 16) }
}
