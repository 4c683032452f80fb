import COpenSSL

/// Comparison whose duration says nothing about where two secrets differ.
package enum ConstantTime {
    /// Whether both are the same bytes; only their lengths can be learned from the time that it takes.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.isEmpty || CRYPTO_memcmp(left, right, left.count) == 0
    }
}
