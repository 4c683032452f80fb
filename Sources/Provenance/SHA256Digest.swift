import Bytes
import OpenSSLKit

/// A SHA-256 digest: 32 bytes, written as 64 lower-case hexadecimal digits.
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// The digest of `contents`.
    package init(of contents: [UInt8]) { bytes = DigestAlgorithm.sha256.digest(contents) }

    /// Takes a digest that was computed elsewhere; `nil` unless it is 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == DigestAlgorithm.sha256.size else { return nil }
        self.bytes = bytes
    }

    /// Reads a digest; `nil` unless it is exactly 64 lower-case hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        guard let bytes = [UInt8](hexadecimal: text, letters: .lower) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 64 digits.
    package var description: String { bytes.hexadecimal }
}
