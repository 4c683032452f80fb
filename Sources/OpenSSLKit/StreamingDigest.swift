import COpenSSL

/// A digest of bytes that come in pieces.
///
/// Only a lack of memory can make it fail, and then the process stops, as for any Swift allocation.
// `@unchecked`: the context belongs to this one value, which cannot be copied and moves as a whole.
package struct StreamingDigest: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer
    private let size: Int

    /// Starts a digest of no bytes.
    package init(_ algorithm: DigestAlgorithm) {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto: EVP_MD_CTX_new failed") }
        self.context = context
        self.size = algorithm.size
        Gate.mustSucceed("EVP_DigestInit_ex2", EVP_DigestInit_ex2(context, algorithm.method, nil))
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        Gate.mustSucceed("EVP_DigestUpdate", EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
    }

    /// The digest of everything appended.
    package consuming func finalize() -> [UInt8] {
        var output = [UInt8](repeating: 0, count: size)
        Gate.mustSucceed("EVP_DigestFinal_ex", EVP_DigestFinal_ex(context, &output, nil))
        return output
    }
}
