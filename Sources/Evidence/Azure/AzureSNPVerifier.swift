package import Builds

/// Verifies an Azure confidential machine on AMD SEV-SNP.
package struct AzureSNPVerifier: PlatformVerifier {
    package var platform: Platform { .azureSNP }

    private let roots: [SNPProductLine: SNPTrustRoots]

    /// Trusts these roots, but none of the stand-in.
    package init(roots: [SNPProductLine: SNPTrustRoots]) {
        self.roots = roots.hardware
    }

    package func authenticate(_ evidence: HardwareEvidence, at time: JudgementTime) -> Authentication {
        Authentication(at: time) { rules throws(EvidenceError) in
            (.azure(try claims(of: evidence, at: time, rules: &rules)), time)
        }
    }

    private func claims(
        of evidence: HardwareEvidence,
        at time: JudgementTime,
        rules: inout RuleLog
    ) throws(EvidenceError) -> AzureClaims {
        let parts = try AzureEvidence(evidence.evidence, on: .snp)
        guard case .vcek(let certificate) = parts.hardware else {
            throw EvidenceError(.evidenceMalformed, "the certificate of the signing key is missing")
        }
        let authentication = try AzureAuthentication(of: parts, on: .snp)
        let hardware = SNPEvidence(
            report: authentication.report.hardwareReport,
            key: .vcek,
            certificate: certificate,
            chain: nil
        )
        let snp = try SNPAuthentication(roots: roots, time: time.date)
            .claims(of: hardware, collateral: try SNPCollateral(evidence.collateral), rules: &rules)
        // The member holds a chip's key and no operator's.
        guard snp.report.signingKey == .vcek else {
            throw EvidenceError(
                .vcekChainInvalid,
                expected: SNPSigningKey.vcek.commonName,
                found: snp.report.signingKey.commonName,
                "the report is signed by an operator's key"
            )
        }
        // The paravisor runs at VMPL 0 and the guest below it. A report that the guest asked for binds anything it likes.
        try rules.require(
            .vmplMismatch,
            snp.report.vmpl == 0,
            expected: "0",
            found: String(snp.report.vmpl),
            pass: "the paravisor asked for the report",
            fail: "the guest asked for the report, not its paravisor"
        )
        return try authentication.claims(of: .snp(snp), reportData: snp.report.reportData.bytes, rules: &rules)
    }
}
