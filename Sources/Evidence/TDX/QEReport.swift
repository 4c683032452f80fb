/// The report of the enclave that vouches for the key of a quote: an SGX REPORT body of 384 bytes.
package struct QEReport: Hashable, Sendable {
    /// The size in bytes.
    package static let size = 384

    /// All bytes; the certifying key signs these.
    package let bytes: [UInt8]

    /// Takes exactly ``size`` bytes.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.size)
        self.bytes = bytes
    }

    /// MISCSELECT, 4 bytes.
    package var miscSelect: [UInt8] { field(16, 4) }
    /// ATTRIBUTES, 16 bytes.
    package var attributes: [UInt8] { field(48, 16) }
    /// MRSIGNER, 32 bytes.
    package var mrSigner: [UInt8] { field(128, 32) }
    /// ISVPRODID.
    package var productID: Int { Int(bytes[256]) | Int(bytes[257]) << 8 }
    /// ISVSVN.
    package var securityVersion: Int { Int(bytes[258]) | Int(bytes[259]) << 8 }
    /// REPORTDATA, 64 bytes.
    package var reportData: [UInt8] { field(320, 64) }
    /// Whether somebody outside may look into the enclave.
    package var isDebug: Bool { bytes[48] & 0b10 != 0 }

    private func field(_ start: Int, _ count: Int) -> [UInt8] { Array(bytes[start..<(start + count)]) }
}
