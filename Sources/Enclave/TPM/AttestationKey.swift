import Bytes
import OpenSSLKit

/// The public part of a key that a TPM signs quotes with.
package struct AttestationKey: Hashable, Sendable {
    /// TPMT_PUBLIC.
    package let publicArea: [UInt8]

    /// What a key must be so that it signs nothing but what the TPM made (TPMA_OBJECT, Part 2, 8.3): fixedTPM,
    /// fixedParent, sensitiveDataOrigin, restricted, sign.
    private static let requiredAttributes: UInt32 = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 16 | 1 << 18
    /// A key that also decrypts is a storage key.
    private static let refusedAttributes: UInt32 = 1 << 17

    /// Takes a public area with the attributes of an attestation key and SHA-256 names; `nil` for any other.
    package init?(publicArea: [UInt8]) {
        var reader = ByteReader(publicArea)
        guard let _: UInt16 = try? reader.bigEndian(), let nameAlgorithm: UInt16 = try? reader.bigEndian(),
            let attributes: UInt32 = try? reader.bigEndian(), nameAlgorithm == TPMAlgorithm.sha256,
            attributes & Self.requiredAttributes == Self.requiredAttributes,
            attributes & Self.refusedAttributes == 0
        else { return nil }
        self.publicArea = publicArea
    }

    /// The key's Name: what a policy pins (Part 1, 16).
    package var name: [UInt8] {
        var name = TPMBytes()
        name.put(TPMAlgorithm.sha256)
        name.put(DigestAlgorithm.sha256.digest(publicArea))
        return name.bytes
    }

    /// TPM2B_PUBLIC.
    package var sizedPublicArea: [UInt8] {
        var sized = TPMBytes()
        sized.putSized(publicArea)
        return sized.bytes
    }

    /// The template of the key that is made where a TPM comes with none: ECDSA on P-256 with SHA-256.
    ///
    /// With noDA, so that guessing passwords of other keys cannot lock it.
    static let template: [UInt8] = {
        var template = TPMBytes()
        template.put(TPMAlgorithm.ecc)
        template.put(TPMAlgorithm.sha256)
        // The required attributes, userWithAuth and noDA.
        template.put(requiredAttributes | 1 << 6 | 1 << 10)
        template.putSized([])
        template.put(TPMAlgorithm.null)
        template.put(TPMAlgorithm.ecdsa)
        template.put(TPMAlgorithm.sha256)
        // TPM_ECC_NIST_P256.
        template.put(UInt16(3))
        template.put(TPMAlgorithm.null)
        template.putSized([])
        template.putSized([])
        return template.bytes
    }()
}
