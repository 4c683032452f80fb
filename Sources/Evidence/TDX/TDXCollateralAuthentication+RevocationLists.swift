import Bytes
import OpenSSLKit

extension TDXCollateralAuthentication {
    private func list(_ der: [UInt8], _ owner: String) throws(EvidenceError) -> RevocationList {
        do {
            return try reader.revocationList(der)
        } catch {
            throw EvidenceError(.revocationListInvalid, "the revocation list of \(owner) cannot be read: \(error)")
        }
    }

    func rootList(_ der: [UInt8], rules: inout RuleLog) throws(EvidenceError) -> RevocationList {
        let list = try list(der, "Intel's root")
        try verify(list, signedBy: root, "Intel's root", rules: &rules)
        return list
    }

    /// The list of the authority that issued the platform's certificate. Its own chain is part of the collateral.
    func pckList(
        _ collateral: TDXCollateral,
        of chain: PCKChain,
        rootList: RevocationList,
        rules: inout RuleLog
    ) throws(EvidenceError) -> RevocationList {
        let list = try list(collateral.pckCRL, "the platform's authority")
        let issuer = try reader.signerChain(
            collateral.pckCRLIssuerChain,
            .collateralMalformed,
            "chain of the revocation list's issuer"
        )[0]
        for (name, found) in [("the list", list.issuer), ("the certificate that comes with it", issuer.subject)]
        where found != chain.leaf.issuer {
            throw EvidenceError(
                .revocationListIssuerMismatch,
                expected: chain.leaf.issuer.commonName,
                found: found.commonName ?? "no common name",
                "\(name) is of another authority than issued the PCK certificate"
            )
        }
        if issuer != chain.authority {
            try CertificateChain(leaf: issuer, intermediates: [], root: root)
                .verify(at: time, .revocationListInvalid, expired: .revocationListExpired, "revocation list's issuer")
            guard issuer.isAuthority, !rootList.revokes(issuer) else {
                throw EvidenceError(
                    .revocationListInvalid,
                    "the issuer of a revocation list is revoked or no authority"
                )
            }
        }
        try verify(list, signedBy: issuer, chain.identity.authority.commonName, rules: &rules)
        return list
    }

    private func verify(
        _ list: RevocationList,
        signedBy issuer: Certificate,
        _ owner: String,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        guard list.issuer == issuer.subject else {
            throw EvidenceError(
                .revocationListIssuerMismatch,
                expected: issuer.subject.commonName,
                found: list.issuer.commonName ?? "no common name",
                "a revocation list is of another issuer than it stands for"
            )
        }
        try rules.require(
            .revocationListInvalid,
            reader.isSigned(list, by: issuer) && issuer.keyUsage?.contains(.crlSign) ?? true,
            pass: "the revocation list of \(owner) is signed by it",
            fail: "the revocation list of \(owner) is not signed by it"
        )
        // Judged without stopping, as the dates of Intel's statements are.
        rules.judge(
            .revocationListExpired,
            list.isCurrent(at: time),
            expected:
                "\(StatementTime.text(list.thisUpdate)) to \(list.nextUpdate.map(StatementTime.text) ?? "no date")",
            found: StatementTime.text(time),
            pass: "the revocation list of \(owner) is the one for the time of judgement",
            fail: "the revocation list of \(owner) is not the one for the time of judgement"
        )
    }

    func verifyRevocation(
        of chain: PCKChain,
        rootList: RevocationList,
        pckList: RevocationList,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        for (certificate, list) in [(chain.authority, rootList), (chain.leaf, pckList)] where list.revokes(certificate)
        {
            throw EvidenceError(
                .pckRevoked,
                expected: "a certificate that is not revoked",
                found: "serial number \(certificate.serialNumber.hexadecimal)",
                "\(certificate.subject.commonName ?? "a certificate of the PCK chain") is revoked"
            )
        }
        rules.pass(.pckRevoked, "no certificate of the PCK chain is revoked")
    }
}
