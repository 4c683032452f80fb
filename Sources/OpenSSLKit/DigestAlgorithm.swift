import COpenSSL

/// A hash function.
package enum DigestAlgorithm: Sendable, CaseIterable {
    /// For names of git objects only; it protects nothing.
    case sha1
    case sha256
    case sha384
    case sha512

    /// The size of a digest in bytes.
    package var size: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `bytes`.
    package func digest(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { digest($0) }
    }

    /// The digest of `bytes`.
    package func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: size)
        Gate.mustSucceed("EVP_Digest", EVP_Digest(bytes.baseAddress, bytes.count, &output, nil, method, nil))
        return output
    }

    /// The library's method, fetched once: fetching by name costs more than hashing a short message.
    var method: OpaquePointer {
        switch self {
        case .sha1: Self.methods.sha1
        case .sha256: Self.methods.sha256
        case .sha384: Self.methods.sha384
        case .sha512: Self.methods.sha512
        }
    }

    private struct Methods {
        let sha1 = fetch("SHA1")
        let sha256 = fetch("SHA2-256")
        let sha384 = fetch("SHA2-384")
        let sha512 = fetch("SHA2-512")

        private static func fetch(_ name: String) -> OpaquePointer {
            guard let method = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("libcrypto has no \(name)") }
            return method
        }
    }

    // Fetched methods are never written to after this, never freed, and libcrypto lets threads share them.
    private nonisolated(unsafe) static let methods = Methods()
}
