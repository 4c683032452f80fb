import Bytes

extension SNPPolicy {
    /// Whether the policy lists the chip that the signing key's certificate names. What a report says of its chip
    /// without that is not enough: whoever holds a VLEK's key could say any.
    func lists(_ claims: SNPClaims) -> Bool {
        guard let chipID, let hardwareID = claims.hardwareID else { return false }
        let padded = hardwareID + [UInt8](repeating: 0, count: claims.report.chipID.count - hardwareID.count)
        return chipID.contains { $0 == hardwareID || $0 == padded }
    }

    /// Judges which chip it is and who runs it.
    func appraiseChip(_ claims: SNPClaims, rules: inout RuleLog) {
        rules.judge(
            .chipIDMasked,
            isSet: claims.isChipMasked,
            isAllowed: allows(.maskedChipID),
            expected: "not zero",
            found: claims.isChipMasked ? "zeros" : claims.report.chipID.hexadecimal,
            clear: "the report names its chip, or is signed by an operator's key",
            set: "the host hides which chip it runs on"
        )
        if let chipID {
            rules.judge(
                .chipIDNotAllowed,
                lists(claims),
                expected: chipID.map(\.hexadecimal).joined(separator: ", "),
                found: claims.hardwareID?.hexadecimal ?? "none: a VLEK belongs to no chip",
                pass: "the policy lists the chip",
                fail: "the policy does not list the chip"
            )
        }
        appraiseOperator(claims, rules: &rules)
    }

    private func appraiseOperator(_ claims: SNPClaims, rules: inout RuleLog) {
        let found = claims.cloudServiceProvider
        if let cspID {
            rules.judge(
                .cloudServiceProviderNotAllowed,
                found.map { found in cspID.contains { $0.hasBytes(of: found) } } ?? false,
                expected: cspID.joined(separator: ", "),
                found: found ?? "none: a VCEK belongs to no operator",
                pass: "the policy lists the operator",
                fail: "the policy does not list the operator"
            )
        } else if let found {
            rules.notEvaluated(
                .cloudServiceProviderNotAllowed,
                found: found,
                "an operator's key signs the report, and no policy says which operator it must be"
            )
        }
    }
}
