import Bytes

/// What whoever verifies demands of an enclave.
package struct NitroPolicy: Hashable, Sendable {
    /// The values that each PCR may have, by number; a PCR that is not named may have any.
    package var pcrs: [Int: Set<[UInt8]>] = [:]
    /// What is let pass that is refused otherwise; `nil`, the key left out, lets nothing pass.
    package var allow: Set<NitroAllowance>?

    /// Demands nothing but what always holds.
    package init() {}
}

/// What a policy can let pass.
package enum NitroAllowance: String, Hashable, Sendable, CaseIterable {
    /// An enclave in debug mode.
    case debug
}

extension NitroPolicy {
    /// Judges claims that are authentic; one result for each rule.
    package func appraise(_ claims: NitroClaims, options: AppraisalOptions, rules: inout RuleLog) {
        rules.aspect = .policy
        judgeDebug(claims, options: options, rules: &rules)
        for (number, values) in pcrs.sorted(by: { $0.key < $1.key }) {
            judge(claims.document.pcrs[number], number: number, values: values, rules: &rules)
        }
    }

    /// Why this tells no builder from another: any enclave has some PCRs, and every debug enclave a PCR 0 of zeros.
    package var identityGap: String? {
        guard let values = pcrs[0], !values.isEmpty else { return "nitro: pcrs names no value of PCR 0" }
        guard values.allSatisfy({ $0.contains { $0 != 0 } }) else {
            return "nitro: pcrs names a PCR 0 of zeros, which every enclave in debug mode has"
        }
        return nil
    }

    private func judgeDebug(_ claims: NitroClaims, options: AppraisalOptions, rules: inout RuleLog) {
        let found = (0...2).map { "PCR\($0) \(claims.document.pcrs[$0]?.hexadecimal ?? "missing")" }
            .joined(separator: "; ")
        if claims.isDebug, options.allowDebug || allow?.contains(.debug) == true {
            rules.notEvaluated(
                .enclaveDebugMode,
                found: found,
                "the enclave runs in debug mode, and whoever verifies accepts that"
            )
            return
        }
        rules.judge(
            .enclaveDebugMode,
            !claims.isDebug,
            expected: "PCR0 to PCR2 not zero",
            found: found,
            pass: "the enclave does not run in debug mode",
            fail: "the enclave runs in debug mode: it is not measured, and its console can be read from outside"
        )
    }

    private func judge(_ found: [UInt8]?, number: Int, values: Set<[UInt8]>, rules: inout RuleLog) {
        let expected = values.map(\.hexadecimal).sorted().joined(separator: ", ")
        guard let found else {
            rules.fail(
                .pcrMissing,
                expected: "PCR\(number) \(expected)",
                "the document does not state PCR \(number), which the policy names"
            )
            return
        }
        rules.judge(
            .pcrMismatch,
            values.contains(found),
            expected: "PCR\(number) \(expected)",
            found: "PCR\(number) \(found.hexadecimal)",
            pass: "PCR \(number) has a value that the policy names",
            fail: "PCR \(number) has none of the values that the policy names"
        )
    }
}
