import Bytes
import OpenSSLKit

/// An endorsement key, known by its certificate.
///
/// It cannot sign, and which key it is the parent of stands only in what the child signs (qualifiedSigner). So it says
/// which TPM a key lives in as far as that key is trusted itself, and no further.
struct TPMEndorsementKey {
    /// The Name, if the TPM made the key by the default template.
    let name: TPMName

    /// Fills the key of a certificate into the default template of its kind (TCG EK credential profile, templates L-1 and
    /// L-2); `nil` for a key of another kind.
    init?(_ key: PublicKey) {
        let info = key.subjectPublicKeyInfo
        switch key.kind {
        case .rsa(bits: 2048) where info.count == 294:
            // 2048 bits, exponent 65537, and the modulus after 33 bytes of DER.
            let parameters: [UInt8] = [0x00, 0x10, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00]
            name = TPMName(hashing: [0x00, 0x01] + Self.template + parameters + info[33..<289])
        case .p256:
            let size: [UInt8] = [0x00, 0x20]
            let parameters: [UInt8] = [0x00, 0x10, 0x00, 0x03, 0x00, 0x10]
            name = TPMName(
                hashing: [0x00, 0x23] + Self.template + parameters + size + info[27..<59] + size + info[59..<91]
            )
        default: return nil
        }
    }

    /// nameAlg SHA-256, the attributes of a storage key that needs a policy, the policy (PolicySecret with the endorsement
    /// hierarchy), AES-128 in CFB mode.
    private static let template: [UInt8] =
        [0x00, 0x0B, 0x00, 0x03, 0x00, 0xB2, 0x00, 0x20]
        + [
            0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xB3, 0xF8, 0x1A, 0x90, 0xCC, 0x8D, 0x46, 0xA5, 0xD7, 0x24,
            0xFD, 0x52, 0xD7, 0x6E, 0x06, 0x52, 0x0B, 0x64, 0xF2, 0xA1, 0xDA, 0x1B, 0x33, 0x14, 0x69, 0xAA,
        ] + [0x00, 0x06, 0x00, 0x80, 0x00, 0x43]

    /// Whether a quote says that the key which signed it lives under this one.
    func isParent(of child: TPMName, qualifiedAs signer: TPMName) -> Bool {
        child.qualified(under: name.qualified(in: .endorsement)) == signer
    }
}
