/// What asking a machine takes besides the platform's name.
package struct EnclaveOptions: Sendable {
    /// Where the TPM of platform `tpm` is reached; Azure's machines have theirs at the standard place.
    package var tpm: TPMAddress
    /// The VMPL that SNP reports state, 0 to 3; left out, the lowest that the kernel allows.
    package var privilegeLevel: Int?
    /// The report interface.
    package var interface: ReportInterface
    /// Where vendors' statements come from.
    package var collateral: any CollateralSource
    /// What Azure's machines ask of the platform.
    package var azure: any AzurePlatform

    /// Without `collateral` and `azure`, platforms that need them cannot attest.
    package init(
        tpm: TPMAddress = .standard,
        privilegeLevel: Int? = nil,
        interface: ReportInterface = ReportInterface(),
        collateral: any CollateralSource = NoServices(),
        azure: any AzurePlatform = NoServices()
    ) {
        self.tpm = tpm
        self.privilegeLevel = privilegeLevel
        self.interface = interface
        self.collateral = collateral
        self.azure = azure
    }
}
