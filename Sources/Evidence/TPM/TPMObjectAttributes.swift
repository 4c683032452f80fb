/// What a key may be used for and where it may go (TPMA_OBJECT; TPM 2.0 library, part 2, section 8.3).
package struct TPMObjectAttributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The key never leaves its TPM.
    package static let fixedTPM = Self(rawValue: 1 << 1)
    /// The key is lost when the TPM is started anew.
    package static let stClear = Self(rawValue: 1 << 2)
    /// The key never leaves its parent.
    package static let fixedParent = Self(rawValue: 1 << 4)
    /// The TPM made the key; nobody gave it.
    package static let sensitiveDataOrigin = Self(rawValue: 1 << 5)
    package static let userWithAuth = Self(rawValue: 1 << 6)
    package static let adminWithPolicy = Self(rawValue: 1 << 7)
    package static let noDA = Self(rawValue: 1 << 10)
    /// What it signs begins with TPM_GENERATED_VALUE only if the TPM made it.
    package static let restricted = Self(rawValue: 1 << 16)
    package static let decrypt = Self(rawValue: 1 << 17)
    package static let sign = Self(rawValue: 1 << 18)

    /// What an attestation key must have.
    package static let required: Self = [.fixedTPM, .fixedParent, .sensitiveDataOrigin, .restricted, .sign]
    /// What an attestation key may have besides; every other bit must be clear.
    package static let permitted: Self = [.stClear, .userWithAuth, .adminWithPolicy, .noDA]

    /// Whether a signature with the key shows what a TPM holds.
    package var isAttestationKey: Bool {
        isSuperset(of: .required) && subtracting([.required, .permitted]).isEmpty
    }
}
