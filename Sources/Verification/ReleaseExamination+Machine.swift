import Builds
import Bytes
import Evidence
import Provenance

extension ReleaseExamination {
    /// Judges the machine's evidence and that it commits to exactly this provenance and this binding.
    mutating func judgeMachine(_ file: EvidenceFile, provenance: [UInt8], binding: Binding) -> VerifiedEvidence? {
        let reportData = ReportData(provenance: provenance, binding: file.binding)
        judgement.judgeRoots(of: evidence)
        let current = expectations.current
        let hardware = current.completing(file.hardware)
        let time = current.time(of: file.hardware, at: expectations.time.given, made: binding.issuedAt)
        let verdict = evidence.verify(hardware, expecting: .build(reportData), at: time)
        judgement.append(contentsOf: verdict.results)
        switch verdict {
        case .verified(let machine):
            judgement.judge(
                current,
                of: hardware,
                verifiedAs: machine,
                expecting: .build(reportData),
                by: evidence,
                machineExpectations
            )
            return judgeFreshness(of: machine, reportData) ? machine : nil
        case .rejected: return nil
        }
    }

    /// Whether the hardware's own report was made for this build, where a TPM's quote stands between the two.
    private mutating func judgeFreshness(of machine: VerifiedEvidence, _ reportData: ReportData) -> Bool {
        guard case .azure(let claims) = machine.claims else { return true }
        let isFresh = claims.userData == reportData.bytes
        judgement.judge(
            .hclNotFresh,
            isFresh,
            expected: reportData.description,
            found: claims.userData?.hexadecimal ?? "none",
            "the hardware's report was made for this build",
            aspect: .binding
        )
        return isFresh
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
