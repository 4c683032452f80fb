import Bytes

extension SNPPolicy {
    /// Whether the policy lets something pass; what is usual on genuine machines passes where it does not say.
    func allows(_ allowance: Allowance) -> Bool {
        allow?.contains(allowance) ?? (allowance == .smt || allowance == .provisionalFirmware)
    }

    /// Judges the product line. Milan's chips give up the secret that their keys are made from (arXiv 2605.12990), so
    /// whoever has such a chip can sign for any firmware: it takes a policy that names the line or the chip.
    func appraiseProductLine(_ claims: SNPClaims, options: AppraisalOptions, rules: inout RuleLog) {
        let line = claims.productLine
        if let lines {
            rules.judge(
                .productLineNotAllowed,
                lines.contains(line),
                expected: lines.map(\.rawValue).sorted().joined(separator: ", "),
                found: line.rawValue,
                pass: "the policy names the product line",
                fail: "the policy does not name the product line"
            )
        }
        guard line == .milan else { return }
        if lines?.contains(.milan) ?? false || lists(claims) {
            rules.pass(.productLineCompromised, found: line.rawValue, "the policy names this line, or lists this chip")
        } else if options.isRelease {
            rules.fail(
                .productLineCompromised,
                expected: "snp.lines that names milan, or snp.chip_id that lists the chip",
                found: line.rawValue,
                "whoever has a chip of this line can extract its secret and sign for any firmware"
            )
        } else {
            rules.notEvaluated(
                .productLineCompromised,
                found: line.rawValue,
                "whoever has a chip of this line can extract its secret and sign for any firmware"
            )
        }
    }

    /// Judges POLICY, which the guest's owner chose.
    func appraiseGuestPolicy(_ claims: SNPClaims, options: AppraisalOptions, rules: inout RuleLog) {
        let policy = claims.report.policy
        rules.judge(
            .guestPolicyDebugSet,
            isSet: policy.allowsDebug,
            isAllowed: options.allowDebug || allows(.debug),
            expected: "bit 19 clear",
            found: policy.description,
            clear: "debugging is not allowed in the guest",
            set: "debugging is allowed in the guest: its host can read and change its memory"
        )
        rules.judge(
            .guestPolicyMigrationSet,
            isSet: policy.allowsMigrationAgent,
            isAllowed: allows(.migrationAgent),
            expected: "bit 18 clear",
            found: policy.description,
            clear: "the guest has no migration agent",
            set: "the guest may have a migration agent, which can move it to another machine"
        )
        // The stand-in has no cores to share.
        guard claims.productLine != .simulated || allow != nil else { return }
        rules.judge(
            .smtEnabled,
            isSet: policy.allowsSMT || claims.platformInfo.contains(.smt),
            isAllowed: allows(.smt),
            expected: "bit 16 of POLICY and bit 0 of PLATFORM_INFO clear",
            found: "POLICY \(policy), PLATFORM_INFO \(claims.platformInfo)",
            clear: "the guest shares no core with others",
            set: "the guest may share a core with threads of others"
        )
    }

    /// Judges the versions of the firmware.
    func appraiseFirmware(_ claims: SNPClaims, rules: inout RuleLog) {
        rules.judge(
            .firmwareProvisional,
            isSet: claims.isFirmwareProvisional,
            isAllowed: allows(.provisionalFirmware),
            expected: "current = committed",
            found: "current \(claims.currentTCB), \(claims.report.currentFirmware); "
                + "committed \(claims.committedTCB), \(claims.report.committedFirmware)",
            clear: "the firmware that runs is committed",
            set: "the firmware that runs is not committed: the host can go back to an older one"
        )
        appraiseTCB(claims, rules: &rules)
        appraiseMitigations(claims, rules: &rules)
    }

    private func appraiseTCB(_ claims: SNPClaims, rules: inout RuleLog) {
        guard let minTCB else { return }
        guard let minimum = minTCB[claims.productLine] else {
            rules.fail(
                .tcbOutOfDate,
                expected: "a minimum for \(claims.productLine.rawValue)",
                found: claims.reportedTCB.description,
                "the policy names no minimum for this product line"
            )
            return
        }
        rules.judge(
            .tcbOutOfDate,
            minimum.isMet(by: claims.reportedTCB),
            expected: minimum.description,
            found: claims.reportedTCB.description,
            pass: "the firmware is recent enough",
            fail: "the firmware is older than the policy accepts"
        )
        rules.judge(
            .launchTCBOutOfDate,
            minimum.isMet(by: claims.launchTCB),
            expected: minimum.description,
            found: claims.launchTCB.description,
            pass: "the firmware that started the guest is recent enough",
            fail: "the firmware that started the guest is older than the policy accepts"
        )
    }

    /// The launch counts too: what attacked the guest then may still be in it.
    private func appraiseMitigations(_ claims: SNPClaims, rules: inout RuleLog) {
        guard let mitigationVector else { return }
        func text(_ vector: UInt64) -> String { "0x" + String(vector, radix: 16) }
        let (launch, current) = (claims.report.launchMitigations, claims.report.currentMitigations)
        rules.judge(
            .mitigationMissing,
            [launch, current].allSatisfy { $0.map { $0 & mitigationVector == mitigationVector } ?? false },
            expected: "all of \(text(mitigationVector))",
            found: "at launch \(launch.map(text) ?? "not stated"), now \(current.map(text) ?? "not stated")",
            pass: "the firmware has the mitigations that the policy demands",
            fail: "the firmware lacks a mitigation that the policy demands, or is too old to state them"
        )
    }

    /// Judges how the machine is set up.
    func appraisePlatform(_ claims: SNPClaims, rules: inout RuleLog) {
        let info = claims.platformInfo
        let isChecked = info.contains(.aliasCheckComplete)
        if require?.contains(.aliasCheck) ?? false {
            rules.judge(
                .aliasCheckIncomplete,
                isChecked,
                expected: "bit 5 set",
                found: info.description,
                pass: "no two addresses lead to the same memory",
                fail: "nobody looked whether two addresses lead to the same memory (AMD-SB-3015)"
            )
        } else if !isChecked, claims.productLine != .simulated {
            rules.notEvaluated(
                .aliasCheckIncomplete,
                found: info.description,
                "nobody looked whether two addresses lead to the same memory (AMD-SB-3015)"
            )
        }
        if !info.unknownBits.isEmpty {
            rules.notEvaluated(
                .platformInfoUnknown,
                found: info.unknownBits.map(String.init).joined(separator: ", "),
                "PLATFORM_INFO has bits whose meaning is not known to this version"
            )
        }
        if require?.contains(.revocationList) ?? false {
            rules.judge(
                .revocationListMissing,
                claims.revocationListDate != nil,
                pass: "the key's issuer was judged by a revocation list",
                fail: "the policy demands a revocation list, and none was there"
            )
        }
    }
}

extension RuleLog {
    /// Judges something that should not be, and that a policy may let pass.
    mutating func judge(
        _ code: ReasonCode,
        isSet: Bool,
        isAllowed: Bool,
        expected: String,
        found: String,
        clear: String,
        set: String
    ) {
        if isSet, isAllowed {
            notEvaluated(code, expected: expected, found: found, "\(set); that is let pass")
        } else {
            judge(code, !isSet, expected: expected, found: found, pass: clear, fail: set)
        }
    }
}
