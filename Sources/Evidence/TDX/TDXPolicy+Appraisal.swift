import Bytes

extension TDXPolicy {
    /// Judges an authentic quote: one result for each rule, those that hold without a policy among them.
    package func appraise(_ claims: TDXClaims, options: AppraisalOptions, rules: inout RuleLog) {
        rules.aspect = .policy
        appraiseImage(claims.report, rules: &rules)
        appraiseOwner(claims.report, rules: &rules)
        appraiseAttributes(claims.report, options: options, rules: &rules)
        appraiseServiceTD(claims.report, rules: &rules)
        appraiseModule(claims, rules: &rules)
        appraiseMachine(claims, rules: &rules)
        appraiseStatus(claims.tcb, rules: &rules)
        appraiseEvaluation(claims.tcb, options: options, rules: &rules)
    }

    private func appraiseImage(_ report: TDXReport, rules: inout RuleLog) {
        rules.judge(.measurementMismatch, report.mrtd, isAmong: mrtd, name: "MRTD")
        for (register, code, accepted) in [
            (0, .rtmr0Mismatch, rtmr0), (1, .rtmr1Mismatch, rtmr1), (2, .rtmr2Mismatch, rtmr2),
            (3, .rtmr3Mismatch, rtmr3),
        ] as [(Int, ReasonCode, [[UInt8]]?)] {
            rules.judge(code, report.rtmr[register], isAmong: accepted, name: "RTMR\(register)")
        }
    }

    private func appraiseOwner(_ report: TDXReport, rules: inout RuleLog) {
        for (code, found, accepted, name) in [
            (.mrConfigIDMismatch, report.mrConfigID, mrConfigID, "MRCONFIGID"),
            (.mrOwnerMismatch, report.mrOwner, mrOwner, "MROWNER"),
            (.mrOwnerConfigMismatch, report.mrOwnerConfig, mrOwnerConfig, "MROWNERCONFIG"),
        ] as [(ReasonCode, [UInt8], [UInt8]?, String)] {
            rules.judge(code, found, isAmong: accepted.map { [$0] }, name: name)
        }
    }

    // MARK: How the guest was started

    private func appraiseAttributes(_ report: TDXReport, options: AppraisalOptions, rules: inout RuleLog) {
        let attributes = report.attributes
        rules.judge(.tdAttributesMismatch, attributes.bytes, isAmong: tdAttributes.map { [$0] }, name: "TDATTRIBUTES")
        rules.judge(.xfamMismatch, report.xfam.bytes, isAmong: xfam.map { [$0] }, name: "XFAM")
        rules.judge(
            .tdDebugSet,
            isClear: !attributes.isDebug,
            isAllowed: options.allowDebug || allows(.debug),
            expected: "bit 0 clear",
            found: attributes.bytes.hexadecimal,
            clear: "the guest does not run with debugging",
            set: "the guest runs with debugging: its host can read and change its memory"
        )
        rules.judge(
            .tdMigratableSet,
            isClear: !attributes.isMigratable,
            isAllowed: allows(.migratable),
            expected: "bit 29 clear",
            found: attributes.bytes.hexadecimal,
            clear: "the guest cannot be moved to another machine",
            set: "the guest can be moved to another machine"
        )
        rules.judge(
            .tdAttributesReserved,
            isClear: attributes.reservedBits == 0,
            isAllowed: tdAttributes == attributes.bytes,
            expected: "reserved bits clear",
            found: attributes.bytes.hexadecimal,
            clear: "TDATTRIBUTES has no reserved bits",
            set: "TDATTRIBUTES has bits whose meaning is not known"
        )
        rules.judge(
            .xfamReserved,
            isClear: report.xfam.isWellFormed,
            isAllowed: xfam == report.xfam.bytes,
            expected: "bits 0 and 1 set, reserved bits clear",
            found: report.xfam.bytes.hexadecimal,
            clear: "XFAM has what every guest has, and no reserved bits",
            set: "XFAM has bits whose meaning is not known, or lacks those that every guest has"
        )
    }

    private func appraiseServiceTD(_ report: TDXReport, rules: inout RuleLog) {
        if let mrServiceTD {
            rules.judge(
                .mrServiceTDMismatch,
                report.mrServiceTD == mrServiceTD,
                expected: mrServiceTD.hexadecimal,
                found: report.mrServiceTD?.hexadecimal ?? "not stated by TDX 1.0",
                pass: "MRSERVICETD is what the policy names",
                fail: "MRSERVICETD is not what the policy names"
            )
        }
        guard let found = report.mrServiceTD else { return }
        rules.judge(
            .serviceTDBound,
            isClear: found.allSatisfy { $0 == 0 },
            isAllowed: allows(.serviceTD) || mrServiceTD == found,
            expected: "zeros",
            found: found.hexadecimal,
            clear: "no other guest is bound to this one",
            set: "another guest is bound to this one and may read its state"
        )
    }

    // MARK: What it runs on

    private func appraiseModule(_ claims: TDXClaims, rules: inout RuleLog) {
        let report = claims.report
        rules.judge(.mrSeamMismatch, report.mrSeam, isAmong: mrSeam, name: "MRSEAM")
        rules.judge(
            .mrSignerSeamMismatch,
            report.mrSignerSeam,
            isAmong: mrSignerSeam.map { [$0] },
            name: "MRSIGNERSEAM"
        )
        rules.judge(
            .seamAttributesMismatch,
            report.seamAttributes,
            isAmong: seamAttributes.map { [$0] },
            name: "SEAMATTRIBUTES"
        )
        if let minTEETCBSVN {
            rules.judge(
                .teeTCBSVNOutOfDate,
                minTEETCBSVN.count == 16 && zip(report.teeTCBSVN, minTEETCBSVN).allSatisfy { $0 >= $1 },
                expected: "at least \(minTEETCBSVN.hexadecimal), one by one",
                found: report.teeTCBSVN.hexadecimal,
                pass: "TEE_TCB_SVN is recent enough",
                fail: "TEE_TCB_SVN is lower than the policy accepts"
            )
        }
    }

    private func appraiseMachine(_ claims: TDXClaims, rules: inout RuleLog) {
        rules.judge(.fmspcNotAllowed, claims.pck.fmspc, isAmong: fmspc, name: "FMSPC")
        if let platformInstanceID {
            let found = claims.pck.platformInstanceID
            rules.judge(
                .platformInstanceIDNotAllowed,
                found.map(platformInstanceID.contains) ?? false,
                expected: platformInstanceID.map(\.hexadecimal).joined(separator: ", "),
                found: found?.hexadecimal ?? "not stated by the PCK certificate",
                pass: "the policy lists the platform",
                fail: "the policy does not list the platform"
            )
        }
        rules.judge(
            .qeVendorIDMismatch,
            claims.header.qeVendorID,
            isAmong: qeVendorID.map { [$0] },
            name: "the quoting enclave's vendor"
        )
    }

    private func allows(_ allowance: Allowance) -> Bool { allow?.contains(allowance) ?? false }
}

extension RuleLog {
    /// Judges a value by a list of them, where there is one.
    fileprivate mutating func judge(
        _ code: ReasonCode,
        _ found: [UInt8],
        isAmong accepted: [[UInt8]]?,
        name: String
    ) {
        guard let accepted else { return }
        judge(
            code,
            accepted.contains(found),
            expected: accepted.map(\.hexadecimal).joined(separator: ", "),
            found: found.hexadecimal,
            pass: "\(name) is what the policy names",
            fail: "\(name) is not what the policy names"
        )
    }

    /// Judges what must not be there unless it is allowed; then it is reported.
    fileprivate mutating func judge(
        _ code: ReasonCode,
        isClear: Bool,
        isAllowed: Bool,
        expected: String,
        found: String,
        clear: String,
        set: String
    ) {
        if !isClear, isAllowed {
            notEvaluated(code, expected: expected, found: found, "\(set); whoever verifies accepts that")
        } else {
            judge(code, isClear, expected: expected, found: found, pass: clear, fail: set)
        }
    }
}
