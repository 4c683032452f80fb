import Bytes
import OpenSSLKit

extension TDXCollateralAuthentication {
    /// Who signed the two statements; usually one certificate, which is then read and judged once.
    struct Signers {
        let tcbInfo: Certificate
        let qeIdentity: Certificate

        var certificates: [Certificate] { tcbInfo == qeIdentity ? [tcbInfo] : [tcbInfo, qeIdentity] }
    }

    func signers(_ collateral: TDXCollateral) throws(EvidenceError) -> Signers {
        let tcbInfo = try signer(collateral.tcbInfoIssuerChain, "chain of the TCB info's signer")
        let isSame = collateral.qeIdentityIssuerChain == collateral.tcbInfoIssuerChain
        let qeIdentity =
            isSame ? tcbInfo : try signer(collateral.qeIdentityIssuerChain, "chain of the identity's signer")
        return Signers(tcbInfo: tcbInfo, qeIdentity: qeIdentity)
    }

    private func signer(_ text: [UInt8], _ owner: String) throws(EvidenceError) -> Certificate {
        let certificate = try reader.signerChain(text, .tcbSigningChainInvalid, owner, aspect: .tcb)[0]
        let expected = "Intel SGX TCB Signing"
        guard certificate.subject.commonName == expected, !certificate.isAuthority else {
            throw EvidenceError(
                .tcbSigningChainInvalid,
                expected: expected,
                found: certificate.subject.commonName ?? "no common name",
                "the \(owner) begins with a certificate for something else",
                aspect: .tcb
            )
        }
        return certificate
    }

    func verify(_ signer: Certificate, rootList: RevocationList) throws(EvidenceError) {
        try CertificateChain(leaf: signer, intermediates: [], root: root).verify(
            at: time,
            .tcbSigningChainInvalid,
            expired: .tcbSigningExpired,
            "TCB signing certificate",
            aspect: .tcb
        )
        guard !rootList.revokes(signer) else {
            throw EvidenceError(
                .tcbSigningRevoked,
                found: "serial number \(signer.serialNumber.hexadecimal)",
                "the certificate of the key that signs Intel's statements is revoked",
                aspect: .tcb
            )
        }
    }

    func isSigned(_ body: [UInt8], _ signature: [UInt8], by signer: Certificate) -> Bool {
        signer.keyUsage?.contains(.digitalSignature) ?? true && reader.isSigned(body, signature, by: signer)
    }
}
