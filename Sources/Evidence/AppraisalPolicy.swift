package import Builds

/// Which machines whoever verifies accepts. What is `nil` is not demanded; what is there is demanded without exception.
package struct AppraisalPolicy: Sendable, Equatable {
    /// The platforms that may attest.
    package var platforms: Set<Platform>?
    /// SNP guests; for `az-snp`, the paravisor's report.
    package var snp: SNPPolicy?
    /// TDX guests; for `az-tdx`, the paravisor's quote.
    package var tdx: TDXPolicy?
    /// Azure's confidential machines.
    package var azure: AzurePolicy?
    /// TPMs by themselves.
    package var tpm: TPMPolicy?
    /// Nitro enclaves.
    package var nitro: NitroPolicy?

    /// A policy that demands nothing and identifies nobody.
    package init() {}

    /// The platforms that may attest: those that are listed, else those that have a section of their own.
    package var impliedPlatforms: Set<Platform>? {
        if let platforms { return platforms }
        var implied: Set<Platform> = []
        if snp != nil { implied.insert(.snp) }
        if tdx != nil { implied.insert(.tdx) }
        if nitro != nil { implied.insert(.nitro) }
        if azure != nil { implied.formUnion([.azureSNP, .azureTDX]) }
        if tpm != nil { implied.insert(.tpm) }
        return implied.isEmpty ? nil : implied
    }

    /// What the policy lacks to tell one builder of a platform from another; `nil` where it says enough.
    package func identityGap(on platform: Platform) -> String? {
        switch platform {
        case .snp: (snp ?? SNPPolicy()).identityGap
        case .tdx: (tdx ?? TDXPolicy()).identityGap
        case .nitro: (nitro ?? NitroPolicy()).identityGap
        case .simulated: "simulated evidence identifies no builder, whatever a policy says"
        case .azureSNP, .azureTDX:
            (azure ?? AzurePolicy()).identityGap(on: platform, minGuestSVN: snp?.minGuestSVN)
        case .tpm: (tpm ?? TPMPolicy()).identityGap
        }
    }
}
