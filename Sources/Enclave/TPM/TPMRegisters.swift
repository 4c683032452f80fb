package import OpenSSLKit

/// The values of all registers of a TPM's SHA-256 bank.
package struct TPMRegisters: Hashable, Sendable {
    /// As many as a PC's TPM has.
    package static let count = 24
    /// The index of each.
    package static var all: Range<Int> { 0..<count }

    /// 24 values of 32 bytes.
    package let values: [[UInt8]]

    init(values: [[UInt8]]) { self.values = values }

    /// What a quote over all registers states, under a key whose scheme has this hash.
    package func digest(_ algorithm: DigestAlgorithm) -> [UInt8] { algorithm.digest(Array(values.joined())) }
}
