import Bytes

extension AzurePolicy {
    /// Judges authentic claims. The sections `snp` and `tdx` of the policy judge the hardware's report too. What they say
    /// of the image gives way to what this section says of the paravisor, and holds for it where this one says nothing,
    /// so that no demand goes unheard.
    package func appraise(
        _ claims: AzureClaims,
        snp: SNPPolicy,
        tdx: TDXPolicy,
        options: AppraisalOptions,
        rules: inout RuleLog
    ) {
        rules.aspect = .policy
        appraiseParavisor(claims, rules: &rules)
        PCRPolicy(pcrs).appraise(claims.quote.registers, rules: &rules)
        appraiseConfiguration(claims.configuration, rules: &rules)
        switch claims.hardware {
        case .snp(let hardware):
            var machine = snp
            if measurement != nil { machine.measurement = nil }
            if idKeyDigest != nil { machine.idKeyDigest = nil }
            machine.appraise(hardware, options: options, rules: &rules)
        case .tdx(let hardware):
            var machine = tdx
            if measurement != nil { machine.mrtd = nil }
            machine.appraise(hardware, options: options, rules: &rules)
        }
    }

    private func appraiseParavisor(_ claims: AzureClaims, rules: inout RuleLog) {
        if let measurement {
            rules.judge(
                .measurementMismatch,
                measurement.contains(claims.measurement) && claims.measurement.contains { $0 != 0 },
                expected: measurement.map(\.hexadecimal).joined(separator: ", "),
                found: claims.measurement.hexadecimal,
                pass: "the policy names the paravisor's measurement",
                fail: "the policy names other measurements"
            )
        }
        if let idKeyDigest {
            let found = claims.idKeyDigest
            rules.judge(
                .idKeyDigestMismatch,
                found.map { idKeyDigest.contains($0) && $0.contains { $0 != 0 } } ?? false,
                expected: idKeyDigest.map(\.hexadecimal).joined(separator: ", "),
                found: found?.hexadecimal ?? "none",
                pass: "the paravisor's ID block is signed by a key that the policy names",
                fail: "the paravisor's ID block is signed by no key, or one that the policy does not name"
            )
        }
    }

    private func appraiseConfiguration(_ configuration: AzureVMConfiguration, rules: inout RuleLog) {
        Self.judge(
            .secureBootMismatch,
            configuration.secureBoot,
            demanded: secureBoot,
            safe: true,
            name: "secure boot",
            rules: &rules
        )
        Self.judge(
            .consoleMismatch,
            configuration.consoleEnabled,
            demanded: consoleEnabled,
            safe: false,
            name: "the serial console",
            rules: &rules
        )
    }

    /// Judges a switch by what the policy demands; where it demands nothing, the state that is less safe is reported.
    private static func judge(
        _ code: ReasonCode,
        _ found: Bool?,
        demanded: Bool?,
        safe: Bool,
        name: String,
        rules: inout RuleLog
    ) {
        let state = found.map { $0 ? "on" : "off" } ?? "not stated"
        if let demanded {
            rules.judge(
                code,
                found == demanded,
                expected: demanded ? "on" : "off",
                found: state,
                pass: "\(name) is as the policy demands",
                fail: "\(name) is not as the policy demands"
            )
        } else if found != safe {
            rules.notEvaluated(code, found: state, "no policy says how \(name) must be")
        }
    }
}
