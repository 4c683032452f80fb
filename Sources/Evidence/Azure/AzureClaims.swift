/// What the evidence of an Azure confidential machine says.
///
/// The hardware measures Microsoft's paravisor only, which is the same on many machines; what was started under it stands
/// in the registers of its virtual TPM.
package struct AzureClaims: Hashable, Sendable {
    /// What the hardware says of the paravisor.
    package enum Hardware: Hashable, Sendable {
        case snp(SNPClaims)
        case tdx(TDXClaims)
    }

    package let hardware: Hardware
    /// What the virtual TPM says of the guest.
    package let quote: TPMQuoteClaims
    package let configuration: AzureVMConfiguration
    /// What the guest gave the paravisor to have in the hardware's report, 64 bytes; `nil` where the paravisor does not
    /// state it, all zero where the guest gave nothing since the machine started.
    package let userData: [UInt8]?

    /// Whether the guest gave the paravisor anything since the machine started: else the hardware's report may be as old
    /// as that.
    package var hasUserData: Bool { userData?.contains { $0 != 0 } == true }

    /// The measurement of the paravisor: MEASUREMENT or MRTD.
    package var measurement: [UInt8] {
        switch hardware {
        case .snp(let claims): claims.report.measurement
        case .tdx(let claims): claims.report.mrtd
        }
    }

    /// The digest of the key that signed the paravisor's ID block; only SNP has it.
    package var idKeyDigest: [UInt8]? {
        switch hardware {
        case .snp(let claims): claims.report.idKeyDigest
        case .tdx: nil
        }
    }

    /// Whether somebody outside may look into the machine.
    package var isDebug: Bool {
        switch hardware {
        case .snp(let claims): claims.report.policy.allowsDebug
        case .tdx(let claims): claims.isDebug
        }
    }
}
