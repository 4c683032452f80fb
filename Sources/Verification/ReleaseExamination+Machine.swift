import Builds
import Evidence
import Provenance

extension ReleaseExamination {
    /// Rules that the evidence's own verifier may leave open without that deciding anything: the caller allowed what
    /// they are about, or nothing asks for it. Any other open rule rejects.
    private static let optionalRules: Set<ReasonCode> = [.revocationListMissing, .guestPolicyDebugSet]
    /// Rules of policy whose failure leaves the evidence authentic.
    private static let policyRules: Set<ReasonCode> = [.simulatedNotAllowed, .guestPolicyDebugSet]

    /// Judges the machine's evidence and that it commits to exactly this provenance and this binding.
    mutating func judgeMachine(_ file: EvidenceFile, provenance: [UInt8], binding: Binding) -> VerifiedEvidence? {
        let reportData = ReportData(provenance: provenance, binding: file.binding)
        let time =
            switch expectations.time {
            case .made: binding.issuedAt
            case .at(let date): date
            }
        var options = AppraisalOptions(
            reportData: .exactly(reportData),
            at: time,
            allowDebug: expectations.allowsDebug,
            allowSimulated: expectations.allowsSimulated
        )
        let verdict = evidence.verify(file.hardware, options: options)
        for result in verdict.results {
            if result.outcome == .notEvaluated, Self.optionalRules.contains(result.code) {
                judgement.notice(result)
            } else {
                judgement.append(result)
            }
        }
        switch verdict {
        case .verified(let machine): return machine
        case .rejected(let results):
            let failures = Set(results.filter { $0.outcome == .fail }.map(\.code))
            // A rejection without a reason would otherwise leave a clean judgement behind.
            if failures.isEmpty { judgement.fail(.evidenceInvalid, "the evidence was rejected") }
            guard !failures.isEmpty, failures.isSubset(of: Self.policyRules) else { return nil }
            // Authentic but not allowed: the rejection stands, and the rest can still be judged on authentic bytes.
            options.allowDebug = true
            options.allowSimulated = true
            guard case .verified(let machine) = evidence.verify(file.hardware, options: options) else { return nil }
            return machine
        }
    }

    /// Whether binding, provenance and evidence, each authentic, speak of the same build.
    mutating func judgeAgreement(of build: AttestedBuild, provenance: [UInt8]) -> Bool {
        let (statement, binding) = (build.statement, build.binding)
        let isSame = [
            judgement.compare(
                .bindingInvalid,
                expected: SHA256Digest(of: provenance),
                found: binding.provenanceSHA256,
                "the provenance that the binding names"
            ),
            judgement.compare(
                .bindingInvalid,
                expected: statement.invocation.id,
                found: binding.buildID,
                "the build that the binding names"
            ),
            judgement.compare(
                .bindingInvalid,
                expected: statement.request.nonce?.description ?? "none",
                found: binding.nonce?.description ?? "none",
                "the nonce in the binding"
            ),
            judgement.compare(
                .logMismatch,
                expected: statement.logSHA256,
                found: binding.logSHA256,
                "the log that the binding names"
            ),
            judgement.compare(
                .configurationMismatch,
                expected: statement.configurationSHA256,
                found: binding.configurationSHA256,
                "the configuration that the binding names"
            ),
            judgement.compare(
                .builderIDMismatch,
                expected: build.evidence.platform.rawValue,
                found: statement.builder.platform.rawValue,
                "the platform in builder.id"
            ),
        ]
        return isSame.allSatisfy { $0 }
    }
}
