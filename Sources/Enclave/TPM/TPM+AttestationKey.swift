package import Evidence

/// A key that a TPM signs quotes with, loaded or persistent.
package struct LoadedAttestationKey: Sendable {
    package let handle: UInt32
    /// TPM2B_PUBLIC.
    package let sizedPublicArea: [UInt8]
    package let publicArea: TPMPublicArea

    /// Takes a TPMT_PUBLIC that is that of an attestation key; `nil` for any other.
    init?(handle: UInt32, publicArea: [UInt8]) {
        var sized = TPMBytes()
        sized.putSized(publicArea)
        guard let area = try? TPMPublicArea(parsing: sized.bytes), area.attributes.isAttestationKey else { return nil }
        self.handle = handle
        sizedPublicArea = sized.bytes
        self.publicArea = area
    }

    /// The template of the key that is made where a TPM comes with none: ECDSA on P-256 with SHA-256.
    ///
    /// With noDA, so that wrong passwords for other keys cannot lock it.
    static let template: [UInt8] = {
        var template = TPMBytes()
        template.put(TPMAlgorithm.ecc)
        template.put(TPMAlgorithm.sha256)
        template.put(TPMObjectAttributes.required.union([.userWithAuth, .noDA]).rawValue)
        template.putSized([])
        template.put(TPMAlgorithm.null)
        template.put(TPMAlgorithm.ecdsa)
        template.put(TPMAlgorithm.sha256)
        template.put(TPMAlgorithm.p256)
        template.put(TPMAlgorithm.null)
        template.putSized([])
        template.putSized([])
        return template.bytes
    }()
}

extension TPM {
    /// Lends the attestation key at the customary handle, else one derived from the owner's hierarchy, which is removed
    /// afterwards.
    borrowing func withAttestationKey<Value>(
        _ body: (borrowing TPM, LoadedAttestationKey) throws(EnclaveError) -> Value
    ) throws(EnclaveError) -> Value {
        if let key = try persistentAttestationKey() { return try body(self, key) }
        let (handle, area) = try makePrimary(LoadedAttestationKey.template)
        let result: Result<Value, EnclaveError>
        do throws(EnclaveError) {
            guard let key = LoadedAttestationKey(handle: handle, publicArea: area) else {
                throw EnclaveError(.malformed, "TPM2_CreatePrimary", "the TPM made another key than it was asked for")
            }
            result = .success(try body(self, key))
        } catch {
            result = .failure(error)
        }
        try flush(handle)
        return try result.get()
    }

    /// The attestation key at the customary handle, where there is one.
    borrowing func persistentAttestationKey() throws(EnclaveError) -> LoadedAttestationKey? {
        guard let area = try publicArea(at: TPMHandle.attestationKey) else { return nil }
        return LoadedAttestationKey(handle: TPMHandle.attestationKey, publicArea: area)
    }
}
