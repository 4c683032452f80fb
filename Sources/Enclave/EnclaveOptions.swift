/// What a platform needs to know besides its name.
package struct EnclaveOptions: Sendable {
    /// Where the TPM of platform `tpm` is reached.
    package var tpm: TPMAddress

    package init(tpm: TPMAddress = .standard) { self.tpm = tpm }
}
