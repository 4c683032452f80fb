import Builds
import Evidence
import Provenance

extension ReleaseExamination {
    /// Who built it: the caller's expectation and the policy, each judged by itself.
    mutating func judgeBuilder(of build: AttestedBuild) {
        judgement.appraise(build.evidence, machineExpectations)
        if let policy { judge(build, against: policy) }
    }

    /// What a policy demands of the builder beyond its identity.
    private mutating func judge(_ build: AttestedBuild, against policy: Policy) {
        let statement = build.statement
        if policy.reportData != nil {
            judgement.skip(.reportDataMismatch, "a release is judged by its own binding, not by a policy's report_data")
        }
        if let builderID = policy.builderID {
            judgement.compare(
                .builderIDMismatch,
                expected: builderID,
                found: statement.builder.description,
                "builder.id"
            )
        }
        if let configurations = policy.configuration {
            judgement.judge(
                .configurationMismatch,
                configurations.contains(statement.configurationSHA256),
                expected: configurations.map(\.description).sorted().joined(separator: " or "),
                found: statement.configurationSHA256.description,
                "the policy names the configuration"
            )
        }
        if policy.network == false {
            judgement.judge(
                .networkNotAllowed,
                !statement.builder.network,
                expected: NetworkUse.Access.none.rawValue,
                found: statement.parameters.network.build.rawValue,
                "the build phase had no network"
            )
        }
        if policy.singleUse {
            judgement.judge(
                .machineReused,
                statement.parameters.buildsSinceBoot == 1,
                expected: "1",
                found: "\(statement.parameters.buildsSinceBoot)",
                "it is the machine's first build since it booted"
            )
        }
    }
}
