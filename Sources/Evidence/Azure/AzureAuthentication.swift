import Bytes
import OpenSSLKit

/// Judges what is common to Azure's machines: the chain from the hardware's REPORT_DATA to the registers of the virtual
/// TPM.
struct AzureAuthentication {
    let report: HCLReport
    let quote: TPMQuoteEvidence

    /// Reads the paravisor's report, which must be one of the platform's hardware.
    init(of evidence: AzureEvidence, on hardware: HCLReport.Hardware) throws(EvidenceError) {
        report = try HCLReport(parsing: evidence.report)
        quote = evidence.quote
        guard report.hardware == hardware else {
            throw EvidenceError(
                .hclTypeMismatch,
                expected: "\(hardware)",
                found: "\(report.hardware)",
                "the paravisor's report is that of another platform"
            )
        }
    }

    /// What the machine says, once REPORT_DATA of verified hardware binds the runtime data, and the key therein the quote.
    func claims(
        of hardware: AzureClaims.Hardware,
        reportData: [UInt8],
        rules: inout RuleLog
    ) throws(EvidenceError) -> AzureClaims {
        let expected = DigestAlgorithm.sha256.digest(report.runtimeData) + [UInt8](repeating: 0, count: 32)
        try rules.require(
            .akBindingInvalid,
            reportData == expected,
            expected: expected.hexadecimal,
            found: reportData.hexadecimal,
            pass: "the hardware vouches for the runtime data with the attestation key",
            fail: "the hardware vouches for other runtime data, and so for another attestation key"
        )
        let runtime = try AzureRuntimeData(parsing: report.runtimeData)
        let claims = try TPMQuoteClaims(
            of: quote,
            signature: try signature(by: runtime.attestationKey),
            key: runtime.attestationKey,
            rules: &rules
        )
        return AzureClaims(
            hardware: hardware,
            quote: claims,
            configuration: runtime.configuration,
            userData: runtime.userData
        )
    }

    /// A bare signature is as long as the key's modulus; a TPMT_SIGNATURE is longer by its header.
    private func signature(by key: PublicKey) throws(EvidenceError) -> TPMSignature {
        if case .rsa(let bits) = key.kind, quote.signature.count == (bits + 7) / 8 {
            return TPMSignature(rawRSASSA: quote.signature)
        }
        let signature = try TPMSignature(parsing: quote.signature)
        guard signature.algorithm == .rsassa else {
            throw EvidenceError(.tpmQuoteSignatureInvalid, "the quote is not signed with RSASSA")
        }
        return signature
    }
}
