/// A way to sign a message: key type, hash and encoding.
package enum SignatureScheme: Hashable, Sendable {
    /// ECDSA over P-256 with SHA-256; the signature is a DER ECDSA-Sig-Value.
    case ecdsaP256SHA256
    /// ECDSA over P-384 with SHA-384; the signature is a DER ECDSA-Sig-Value.
    case ecdsaP384SHA384
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    case rsaPSSSHA384

    var digest: DigestAlgorithm {
        switch self {
        case .ecdsaP256SHA256: .sha256
        case .ecdsaP384SHA384, .rsaPSSSHA384: .sha384
        }
    }

    /// The length of the salt, for a scheme that has one.
    var saltSize: Int32? { self == .rsaPSSSHA384 ? 48 : nil }

    /// Whether a key of this kind can make such signatures.
    func fits(_ kind: KeyKind) -> Bool {
        switch (self, kind) {
        case (.ecdsaP256SHA256, .p256), (.ecdsaP384SHA384, .p384), (.rsaPSSSHA384, .rsa): true
        default: false
        }
    }
}
