extension RuleLog {
    /// The policy of this stage for a guest whose report is authentic.
    mutating func judgeGuestPolicy(_ policy: GuestPolicy, options: AppraisalOptions) {
        if policy.allowsDebug, options.allowDebug {
            append(
                RuleResult(
                    .guestPolicyDebugSet,
                    .notEvaluated,
                    found: policy.description,
                    "debugging is allowed in the guest, and the caller accepts that"
                )
            )
        } else {
            judge(
                .guestPolicyDebugSet,
                !policy.allowsDebug,
                expected: "bit 19 clear",
                found: policy.description,
                pass: "debugging is not allowed in the guest",
                fail: "debugging is allowed in the guest: its host can read and change its memory"
            )
        }
        judge(
            .guestPolicyMigrationSet,
            !policy.allowsMigrationAgent,
            expected: "bit 18 clear",
            found: policy.description,
            pass: "the guest has no migration agent",
            fail: "the guest has a migration agent, which can move it to another machine"
        )
    }
}
