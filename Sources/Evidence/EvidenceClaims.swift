/// What verified evidence says about the machine.
package enum EvidenceClaims: Hashable, Sendable {
    /// AMD SEV-SNP, or the stand-in that shares its format.
    case snp(SNPClaims)

    /// The claims of an SNP report, real or simulated.
    package var snp: SNPClaims? {
        switch self {
        case .snp(let claims): claims
        }
    }

    /// The measurement of what the machine started, where the platform has a single one.
    package var measurement: [UInt8] {
        switch self {
        case .snp(let claims): claims.report.measurement
        }
    }

    /// Whether somebody outside may look into the machine.
    package var isDebug: Bool {
        switch self {
        case .snp(let claims): claims.report.policy.allowsDebug
        }
    }
}
