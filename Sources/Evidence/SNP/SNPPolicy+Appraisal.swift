import Bytes

extension SNPPolicy {
    /// Judges an authentic report: one result for each rule, those that hold without a policy among them.
    package func appraise(_ claims: SNPClaims, options: AppraisalOptions, rules: inout RuleLog) {
        rules.aspect = .policy
        appraiseImage(claims, rules: &rules)
        appraiseProductLine(claims, options: options, rules: &rules)
        appraiseIDBlock(claims, rules: &rules)
        appraiseGuestPolicy(claims, options: options, rules: &rules)
        appraiseFirmware(claims, rules: &rules)
        appraisePlatform(claims, rules: &rules)
        appraiseChip(claims, rules: &rules)
    }

    private func appraiseImage(_ claims: SNPClaims, rules: inout RuleLog) {
        rules.judge(
            .measurementMismatch,
            claims.report.measurement,
            isAmong: measurement,
            pass: "the policy names the measurement",
            fail: "the policy names other measurements"
        )
        rules.judge(
            .idKeyDigestMismatch,
            claims.report.idKeyDigest,
            isAmong: idKeyDigest,
            pass: "the guest's ID block is signed by a key that the policy names",
            fail: "the guest's ID block is signed by no key, or one that the policy does not name"
        )
    }

    private func appraiseIDBlock(_ claims: SNPClaims, rules: inout RuleLog) {
        let report = claims.report
        rules.judge(
            .authorKeyDigestMismatch,
            report.authorKeyDigest,
            isAmong: authorKeyDigest,
            pass: "an author key that the policy names vouches for the ID block",
            fail: "no author key vouches for the ID block, or one that the policy does not name"
        )
        if let minGuestSVN {
            rules.judge(
                .guestSVNOutOfDate,
                report.guestSVN >= minGuestSVN,
                expected: "at least \(minGuestSVN)",
                found: String(report.guestSVN),
                pass: "the guest's release is recent enough",
                fail: "the guest's release is older than the policy accepts"
            )
        }
        rules.judge(.familyIDMismatch, report.familyID, equals: familyID, name: "FAMILY_ID")
        rules.judge(.imageIDMismatch, report.imageID, equals: imageID, name: "IMAGE_ID")
        rules.judge(.hostDataMismatch, report.hostData, equals: hostData, name: "HOST_DATA")
        if let vmpl {
            rules.judge(
                .vmplMismatch,
                report.vmpl == vmpl,
                expected: String(vmpl),
                found: String(report.vmpl),
                pass: "the report was asked for at the privilege level that the policy names",
                fail: "the report was asked for at another privilege level"
            )
        } else if report.vmpl != 0 {
            rules.notEvaluated(
                .vmplMismatch,
                found: String(report.vmpl),
                "the report was not asked for at the highest privilege level, and no policy says which it must be"
            )
        }
    }
}

extension RuleLog {
    /// Judges a digest by a list of them, where there is one. Zeros stand for no digest and match nothing.
    fileprivate mutating func judge(
        _ code: ReasonCode,
        _ found: [UInt8],
        isAmong accepted: [[UInt8]]?,
        pass: String,
        fail: String
    ) {
        guard let accepted else { return }
        judge(
            code,
            accepted.contains(found) && found.contains { $0 != 0 },
            expected: accepted.map(\.hexadecimal).joined(separator: ", "),
            found: found.hexadecimal,
            pass: pass,
            fail: fail
        )
    }

    /// Judges a field by the one value that is accepted, where there is one.
    fileprivate mutating func judge(_ code: ReasonCode, _ found: [UInt8], equals accepted: [UInt8]?, name: String) {
        guard let accepted else { return }
        judge(
            code,
            found == accepted,
            expected: accepted.hexadecimal,
            found: found.hexadecimal,
            pass: "\(name) is what the policy names",
            fail: "\(name) is not what the policy names"
        )
    }
}
