import COpenSSL

/// Owns an EVP_PKEY.
// `@unchecked`: the key is complete before it comes here and never changed after; libcrypto lets threads share such a
// key, each operation having its own context.
final class KeyHandle: @unchecked Sendable {
    private let key: OpaquePointer

    /// Takes the key over.
    init(owning key: OpaquePointer) { self.key = key }

    deinit { EVP_PKEY_free(key) }

    /// Lends the key.
    func withKey<Result, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(key)
    }
}
