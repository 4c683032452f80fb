/// XFAM: the processor features that a guest may use and that are switched with it.
package struct TDXFeatures: Hashable, Sendable {
    /// The field as a number; it is stored with its least significant byte first.
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Floating point and SSE, which every guest has, are there, and nothing that has no meaning here.
    package var isWellFormed: Bool { rawValue & 0b11 == 0b11 && rawValue & ~Self.known == 0 }

    /// The 8 bytes as stored.
    package var bytes: [UInt8] { withUnsafeBytes(of: rawValue.littleEndian) { Array($0) } }

    /// X87, SSE, AVX, AVX-512, PT, PKRU, CET, user interrupts, last branch records, AMX.
    private static let known: UInt64 = 0x6_DBE7
}
