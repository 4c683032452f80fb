/// A way to sign a message: key type, hash and encoding.
package enum SignatureScheme: Hashable, Sendable {
    /// ECDSA over P-256 with SHA-256; the signature is a DER ECDSA-Sig-Value.
    case ecdsaP256SHA256
    /// ECDSA over P-384 with SHA-384; the signature is a DER ECDSA-Sig-Value.
    case ecdsaP384SHA384
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rsaPKCS1SHA256
    /// RSASSA-PSS with SHA-256 and MGF1 with SHA-256. The salt is as long as the hash where we sign and of any length
    /// where we verify: TPMs before and after the revision 1.59 of their specification differ in it.
    case rsaPSSSHA256
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    case rsaPSSSHA384

    var digest: DigestAlgorithm {
        switch self {
        case .ecdsaP256SHA256, .rsaPKCS1SHA256, .rsaPSSSHA256: .sha256
        case .ecdsaP384SHA384, .rsaPSSSHA384: .sha384
        }
    }

    /// The length of the salt, for a scheme that has one.
    func saltSize(for purpose: DigestSigning.Purpose) -> Int32? {
        switch self {
        case .ecdsaP256SHA256, .ecdsaP384SHA384, .rsaPKCS1SHA256: nil
        case .rsaPSSSHA256: purpose == .sign ? 32 : DigestSigning.anySaltSize
        case .rsaPSSSHA384: 48
        }
    }

    /// Whether a key of this kind can make such signatures.
    func fits(_ kind: KeyKind) -> Bool {
        switch (self, kind) {
        case (.ecdsaP256SHA256, .p256), (.ecdsaP384SHA384, .p384), (.rsaPKCS1SHA256, .rsa), (.rsaPSSSHA256, .rsa),
            (.rsaPSSSHA384, .rsa):
            true
        default: false
        }
    }
}
