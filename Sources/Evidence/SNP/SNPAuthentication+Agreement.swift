import Bytes

extension SNPAuthentication {
    /// The key is made from the firmware's versions, so its certificate must state the versions of the report.
    func verifyTCB(_ claims: SNPClaims, stated: VEKExtensions, rules: inout RuleLog) throws(EvidenceError) {
        try rules.require(
            .vcekTCBMismatch,
            stated.tcb == claims.reportedTCB,
            expected: claims.reportedTCB.description,
            found: stated.tcb.description,
            pass: "the signing key is made for the reported TCB",
            fail: "the signing key is made for another TCB than the report states"
        )
        try rules.require(
            .tcbOrderInvalid,
            claims.committedTCB.isAtLeast(claims.reportedTCB) && claims.currentTCB.isAtLeast(claims.committedTCB),
            expected: "reported ≤ committed ≤ current",
            found: "reported \(claims.reportedTCB); committed \(claims.committedTCB); current \(claims.currentTCB)",
            pass: "the TCB versions are in order",
            fail: "the TCB versions are not in order"
        )
        let (current, committed) = (claims.report.currentFirmware, claims.report.committedFirmware)
        try rules.require(
            .tcbOrderInvalid,
            current >= committed,
            expected: "committed ≤ current",
            found: "committed \(committed); current \(current)",
            pass: "the firmware's versions are in order",
            fail: "the firmware that runs is older than the one that is committed"
        )
    }

    /// A VLEK belongs to no chip, and a report that it signs names none. Where the host hides the chip, the report
    /// says nothing to compare with: whether that is acceptable is for a policy.
    func verifyChip(_ claims: SNPClaims, rules: inout RuleLog) throws(EvidenceError) {
        guard let hardwareID = claims.hardwareID else { return }
        guard !claims.isChipMasked else {
            rules.notEvaluated(
                .vcekHardwareIDMismatch,
                found: hardwareID.hexadecimal,
                "the host hides CHIP_ID, so that only the key's certificate says which chip it is"
            )
            return
        }
        let expected = hardwareID + [UInt8](repeating: 0, count: claims.report.chipID.count - hardwareID.count)
        try rules.require(
            .vcekHardwareIDMismatch,
            expected == claims.report.chipID,
            expected: claims.report.chipID.hexadecimal,
            found: expected.hexadecimal,
            pass: "the signing key belongs to the chip",
            fail: "the signing key belongs to another chip"
        )
    }
}
