package import StrictJSON

/// What verified evidence says about the machine.
package enum EvidenceClaims: Hashable, Sendable {
    /// AMD SEV-SNP, or the stand-in that shares its format.
    case snp(SNPClaims)
    /// Intel TDX.
    case tdx(TDXClaims)
    /// A confidential machine on Azure: a paravisor on SNP or TDX, and its virtual TPM's quote.
    case azure(AzureClaims)
    /// An enclave of AWS Nitro.
    case nitro(NitroClaims)
    /// A TPM's quote with no trusted hardware around it.
    case tpm(TPMClaims)

    /// The claims of an SNP report, real or simulated.
    package var snp: SNPClaims? { if case .snp(let claims) = self { claims } else { nil } }

    /// What is worth reporting, under the specifications' names where there are such.
    package var json: JSONValue {
        switch self {
        case .snp(let claims): claims.json
        case .tdx(let claims): claims.json
        case .azure(let claims): claims.json
        case .nitro(let claims): claims.json
        case .tpm(let claims): claims.json
        }
    }

    /// The bytes that the machine committed to: REPORT_DATA, extraData of a TPM's quote, or Nitro's user_data.
    package var commitment: [UInt8] {
        switch self {
        case .snp(let claims): claims.report.reportData.bytes
        case .tdx(let claims): claims.report.reportData
        case .azure(let claims): claims.quote.extraData
        case .nitro(let claims): claims.commitment
        case .tpm(let claims): claims.quote.extraData
        }
    }

    /// The measurement of what the machine started, where the platform has a single one.
    package var measurement: [UInt8]? {
        switch self {
        case .snp(let claims): claims.report.measurement
        case .tdx(let claims): claims.report.mrtd
        case .azure(let claims): claims.measurement
        case .nitro(let claims): claims.measurement
        case .tpm: nil
        }
    }

    /// Whether somebody outside may look into the machine.
    package var isDebug: Bool {
        switch self {
        case .snp(let claims): claims.report.policy.allowsDebug
        case .tdx(let claims): claims.isDebug
        case .azure(let claims): claims.isDebug
        case .nitro(let claims): claims.isDebug
        case .tpm: false
        }
    }
}
