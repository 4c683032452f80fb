import Builds

package import struct FoundationEssentials.Date

extension EvidenceClaims {
    /// When the evidence was made, where the platform signs that.
    package var signedTime: Date? {
        if case .nitro(let claims) = self { claims.document.timestamp } else { nil }
    }

    /// How Intel's statements judge the machine, where it is one of Intel's.
    package var tcb: TDXTCBStatus? {
        switch self {
        case .tdx(let claims): claims.tcb
        case .azure(let claims): if case .tdx(let claims) = claims.hardware { claims.tcb } else { nil }
        case .snp, .nitro, .tpm: nil
        }
    }

    /// What the vendor's statements say of the machine, in a few words; `nil` where none were looked at.
    package var vendorStatus: String? {
        switch self {
        case .tdx, .azure: tcb?.summary ?? snpRevocation
        case .snp: snpRevocation
        case .nitro, .tpm: nil
        }
    }

    private var snpRevocation: String? {
        let claims: SNPClaims? =
            switch self {
            case .snp(let claims): claims
            case .azure(let claims): if case .snp(let claims) = claims.hardware { claims } else { nil }
            case .tdx, .nitro, .tpm: nil
            }
        return claims?.revocationListDate.map { "not revoked by AMD's list of \($0.rfc3339)" }
    }
}

extension TDXTCBStatus {
    fileprivate var summary: String {
        let issues = advisories.isEmpty ? "no advisories" : advisories.joined(separator: " ")
        return "\(status.rawValue), \(issues) (Intel's evaluation \(evaluationNumber))"
    }
}
