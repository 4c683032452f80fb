import Builds
import Bytes
import Evidence
import Provenance

extension ReleaseExamination {
    /// Who built it: the caller's expectation and the policy, each judged by itself.
    mutating func judgeBuilder(of build: AttestedBuild) {
        switch expectations.builder {
        case .any:
            judgement.pass(.builderNotAppraised, "any builder is accepted")
            judgement.notice(.builderNotAppraised, "authentic, builder unknown")
        case .measurements(let measurements):
            judge(build.evidence, measurements: Set(measurements), "--measurement")
        case .unspecified:
            judgePolicyIdentity(of: build.evidence)
        }
        if build.evidence.platform == .simulated {
            judgement.notice(
                .simulatedNotAllowed,
                "simulated: the files agree with each other, no machine vouches for them"
            )
        }
        if let policy { judge(build, against: policy) }
    }

    /// Whether the policy says enough to tell one builder from another.
    private mutating func judgePolicyIdentity(of machine: VerifiedEvidence) {
        switch (machine.platform, policy) {
        case (_, nil):
            judgement.skip(.builderNotAppraised, "nobody said which builder to trust")
        case (.snp, let policy?) where policy.snp?.measurements.isEmpty == false:
            judge(machine, measurements: policy.snp?.measurements ?? [], "the policy")
        case (.simulated, _):
            judgement.skip(.builderNotAppraised, "simulated evidence identifies no builder, whatever a policy says")
        default:
            judgement.skip(.builderNotAppraised, "the policy identifies no builder on \(machine.platform.rawValue)")
        }
    }

    private mutating func judge(_ machine: VerifiedEvidence, measurements: Set<[UInt8]>, _ origin: String) {
        guard machine.platform == .snp || machine.platform == .nitro else {
            judgement.skip(
                .builderNotAppraised,
                "a measurement alone identifies no builder on \(machine.platform.rawValue)"
            )
            return
        }
        let found = machine.claims.measurement
        guard measurements.contains(found) else {
            judgement.fail(
                .measurementMismatch,
                expected: measurements.map(\.hexadecimal).sorted().joined(separator: " or "),
                found: found.hexadecimal,
                "the machine is not one that \(origin) names"
            )
            return
        }
        judgement.pass(.builderNotAppraised, "the machine is one that \(origin) names")
        judgement.pass(.measurementMismatch, "the measurement is \(found.hexadecimal)")
    }

    /// What a policy demands of the builder beyond its identity.
    private mutating func judge(_ build: AttestedBuild, against policy: Policy) {
        let statement = build.statement
        if let platforms = policy.impliedPlatforms {
            judgement.judge(
                .platformNotAllowed,
                platforms.contains(build.evidence.platform),
                expected: platforms.map(\.rawValue).sorted().joined(separator: ", "),
                found: build.evidence.platform.rawValue,
                "the policy names the platform"
            )
        }
        // What the policy demands of the machine holds beside what the caller expects; without such an expectation
        // it has been judged already, as the builder's identity.
        if let measurements = policy.snp?.measurements, !measurements.isEmpty, expectations.builder != .unspecified,
            build.evidence.platform == .snp
        {
            judge(build.evidence, measurements: measurements, "the policy")
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
