import Bytes
import OpenSSLKit

/// The Name of a key, which is its identity: the hash algorithm (SHA-256, `000b`) and the hash of its public area
/// (TPM 2.0 library, part 1, section 16). Also a Qualified Name, which covers the key's ancestors too.
package struct TPMName: Hashable, Sendable, CustomStringConvertible {
    /// The algorithm's two bytes and the digest.
    package static let size = 34
    private static let algorithm: [UInt8] = [0x00, 0x0B]

    package let bytes: [UInt8]

    /// Takes a Name of SHA-256; `nil` for one of another algorithm or size.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size, bytes.starts(with: Self.algorithm) else { return nil }
        self.bytes = bytes
    }

    /// The Name of an object, from the bytes of its TPMT_PUBLIC.
    package init(hashing publicArea: [UInt8]) {
        bytes = Self.algorithm + DigestAlgorithm.sha256.digest(publicArea)
    }

    /// The 68 lower-case digits.
    package var description: String { bytes.hexadecimal }

    /// A root of keys; its handle is its Name.
    package enum Hierarchy: UInt32, Sendable {
        case owner = 0x4000_0001
        case endorsement = 0x4000_000B
    }

    /// The Qualified Name of a primary key.
    package func qualified(in hierarchy: Hierarchy) -> TPMName {
        TPMName(hashing: withUnsafeBytes(of: hierarchy.rawValue.bigEndian) { Array($0) } + bytes)
    }

    /// The Qualified Name of a key whose parent has this one: what stands as qualifiedSigner in what the key signs.
    package func qualified(under parent: TPMName) -> TPMName {
        TPMName(hashing: parent.bytes + bytes)
    }
}
