import Builds
import Evidence
import Provenance

extension KettleExamination {
    /// Who built it: the caller's expectation and the policy, each judged by itself. What the policy demands and a build of
    /// Kettle's cannot show, it fails.
    mutating func judgeBuilder(of build: KettleBuild) {
        judgement.appraise(build.evidence, machineExpectations)
        let statement = build.statement
        judgement.compare(
            .builderIDMismatch,
            expected: policy?.builderID ?? KettleStatement.builderID,
            found: statement.builderID,
            "builder.id"
        )
        guard let policy else { return }
        if policy.reportData != nil {
            judgement.skip(.reportDataMismatch, "a build is judged by its own binding, not by a policy's report_data")
        }
        if policy.configuration != nil {
            judgement.fail(.configurationMismatch, found: "none", "a build of Kettle's has no configuration")
        }
        if policy.network == false {
            judgement.fail(.networkNotAllowed, found: "host", "builds of Kettle's have network")
        }
        if policy.singleUse {
            judgement.fail(.machineReused, expected: "1", found: "unknown", "Kettle does not count a machine's builds")
        }
    }

    /// When it was built, as far as anyone can tell.
    mutating func judgeTime(of build: KettleBuild) {
        judgement.judgeTime(of: build.evidence, claimed: build.statement.finishedOn)
        if let age = policy?.maximumAge {
            judgement.judgeAge(of: build.evidence, maximum: age, at: expectations.current.time)
        }
    }

    /// Says what such a build does not prove, however it is judged.
    mutating func judgeLimits(of build: KettleBuild) {
        judgement.notice(.formatNotAllowed, "what Kettle builds can ask the machine for evidence itself")
        judgement.notice(
            .sourceNotAppraised,
            "repository and commit are what the checkout says of itself: Kettle compares neither with the forge"
        )
        if case .azure(let claims) = build.evidence.claims, !claims.hasUserData {
            judgement.notice(
                .hclNotFresh,
                "the hardware's report was made before the build, and only the TPM's quote for it"
            )
        }
        if !build.statement.withoutDigest.isEmpty {
            let names = build.statement.withoutDigest
            judgement.notice(
                .dependencyDigestInvalid,
                "\(names.count) dependencies or tools have no usable digest, the first is \(names[0])"
            )
        }
    }
}
