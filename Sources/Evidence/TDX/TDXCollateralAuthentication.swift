import OpenSSLKit

import struct FoundationEssentials.Date

/// Judges collateral: who signed it, whether it is the one for the time, and whether it revokes what is relied on.
struct TDXCollateralAuthentication {
    let reader: IntelReader
    let time: Date

    var root: Certificate { reader.root }

    /// The statements in the collateral of a platform, once every rule held.
    func statements(
        in collateral: TDXCollateral,
        of chain: PCKChain,
        rules: inout RuleLog
    ) throws(EvidenceError) -> TDXStatements {
        let signers = try signers(collateral)
        let rootList = try rootList(collateral.rootCACRL, rules: &rules)
        let pckList = try pckList(collateral, of: chain, rootList: rootList, rules: &rules)
        try verifyRevocation(of: chain, rootList: rootList, pckList: pckList, rules: &rules)
        rules.aspect = .tcb
        for signer in signers.certificates { try verify(signer, rootList: rootList) }
        rules.pass(.tcbSigningChainInvalid, "the key that signs Intel's statements descends from Intel's root")
        rules.pass(.tcbSigningExpired, "its certificates are valid at the time of judgement")
        rules.pass(.tcbSigningRevoked, "its certificate is not revoked")
        let tcbInfo = try tcbInfo(collateral, signer: signers.tcbInfo, of: chain.identity, rules: &rules)
        rules.aspect = .authenticity
        let qeIdentity = try qeIdentity(collateral, signer: signers.qeIdentity, rules: &rules)
        let window = ValidityWindow()
            .within(rootList).within(pckList)
            .within([root, chain.authority, chain.leaf] + signers.certificates)
            .within(tcbInfo.issueDate, tcbInfo.nextUpdate)
            .within(qeIdentity.issueDate, qeIdentity.nextUpdate)
        return TDXStatements(tcbInfo: tcbInfo, qeIdentity: qeIdentity, window: window.range(around: time))
    }
}
