/// Bytes in the order in which a TPM reads them.
package struct TPMBytes: Hashable, Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }

    package mutating func put(_ value: [UInt8]) { bytes += value }

    /// Bytes after their number, as the `TPM2B_` types have it.
    package mutating func putSized(_ value: [UInt8]) {
        precondition(value.count <= UInt16.max)
        put(UInt16(value.count))
        put(value)
    }

    /// `TPML_PCR_SELECTION` of registers of the SHA-256 bank; each index is below 24.
    package mutating func putSelection(_ registers: some Sequence<Int>) {
        var bitmap: [UInt8] = [0, 0, 0]
        for register in registers { bitmap[register / 8] |= 1 << (register % 8) }
        put(UInt32(1))
        put(TPMAlgorithm.sha256)
        put(UInt8(bitmap.count))
        put(bitmap)
    }
}
