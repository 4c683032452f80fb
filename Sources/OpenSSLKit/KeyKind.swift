import COpenSSL

/// A kind of key that is supported.
package enum KeyKind: Hashable, Sendable {
    case p256
    case p384
    /// RSA with a modulus of this many bits.
    case rsa(bits: Int)

    /// The sizes of an RSA modulus that are accepted: smaller is weak, larger only costs time.
    package static let rsaSizes = 2048...8192

    /// The kind of a key; `nil` for one that is not supported.
    init?(_ key: OpaquePointer) {
        if EVP_PKEY_is_a(key, "RSA") == 1 {
            let bits = Int(EVP_PKEY_get_bits(key))
            guard Self.rsaSizes.contains(bits) else { return nil }
            self = .rsa(bits: bits)
            return
        }
        guard EVP_PKEY_is_a(key, "EC") == 1 else { return nil }
        var name = [CChar](repeating: 0, count: 32)
        guard Gate.verdict({ EVP_PKEY_get_group_name(key, &name, name.count, nil) }) else { return nil }
        switch String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) {
        case "prime256v1", "P-256": self = .p256
        case "secp384r1", "P-384": self = .p384
        default: return nil
        }
    }

    /// Whether ``isUsualForm(_:)`` leaves exactly one encoding of a key.
    var hasFixedForm: Bool {
        switch self {
        case .p256, .p384: true
        case .rsa: false
        }
    }

    /// Whether a SubjectPublicKeyInfo of this kind has its one usual form: a curve by name, and a point uncompressed.
    ///
    /// libcrypto also reads compressed and hybrid points, and curves by parameters, and keeps their form.
    func isUsualForm(_ subjectPublicKeyInfo: [UInt8]) -> Bool {
        let (size, coordinateSize): (Int, Int)
        switch self {
        case .p256: (size, coordinateSize) = (91, 32)
        case .p384: (size, coordinateSize) = (120, 48)
        case .rsa: return true
        }
        return subjectPublicKeyInfo.count == size && subjectPublicKeyInfo[size - 2 * coordinateSize - 1] == 0x04
    }
}
