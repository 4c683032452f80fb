import Bytes
import OpenSSLKit

import struct FoundationEssentials.Date

extension TDXCollateralAuthentication {
    func tcbInfo(
        _ collateral: TDXCollateral,
        signer: Certificate,
        of platform: PCKIdentity,
        rules: inout RuleLog
    ) throws(EvidenceError) -> TCBInfo {
        try rules.require(
            .tcbInfoSignatureInvalid,
            isSigned(collateral.tcbInfo, collateral.tcbInfoSignature, by: signer),
            pass: "the TCB info is signed by Intel",
            fail: "the TCB info is not signed by Intel"
        )
        let info = try reader.tcbInfo(collateral.tcbInfo)
        judgeCurrent(.tcbInfoExpired, info.issueDate, info.nextUpdate, "the TCB info", rules: &rules)
        try rules.require(
            .pckFMSPCMismatch,
            info.fmspc == platform.fmspc,
            expected: platform.fmspc.hexadecimal,
            found: info.fmspc.hexadecimal,
            pass: "the TCB info is about this kind of platform",
            fail: "the TCB info is about another kind of platform"
        )
        try rules.require(
            .pckPCEIDMismatch,
            info.pceID == platform.pceID,
            expected: platform.pceID.hexadecimal,
            found: info.pceID.hexadecimal,
            pass: "the TCB info is about this provisioning certification enclave",
            fail: "the TCB info is about another provisioning certification enclave"
        )
        return info
    }

    func qeIdentity(
        _ collateral: TDXCollateral,
        signer: Certificate,
        rules: inout RuleLog
    ) throws(EvidenceError) -> QEIdentity {
        try rules.require(
            .qeIdentitySignatureInvalid,
            isSigned(collateral.qeIdentity, collateral.qeIdentitySignature, by: signer),
            pass: "the identity of the quoting enclave is signed by Intel",
            fail: "the identity of the quoting enclave is not signed by Intel"
        )
        let identity = try reader.qeIdentity(collateral.qeIdentity)
        judgeCurrent(
            .qeIdentityExpired,
            identity.issueDate,
            identity.nextUpdate,
            "the identity of the quoting enclave",
            rules: &rules
        )
        return identity
    }

    /// Judged without stopping: a signed statement of another time is still Intel's, and all that are out of date are
    /// worth naming.
    private func judgeCurrent(
        _ code: ReasonCode,
        _ start: Date,
        _ end: Date,
        _ name: String,
        rules: inout RuleLog
    ) {
        rules.judge(
            code,
            start <= time && time <= end,
            expected: "\(StatementTime.text(start)) to \(StatementTime.text(end))",
            found: StatementTime.text(time),
            pass: "\(name) is the one for the time of judgement",
            fail: "\(name) is not the one for the time of judgement"
        )
    }
}
