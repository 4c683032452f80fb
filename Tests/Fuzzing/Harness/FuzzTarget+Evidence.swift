import Builds
import Evidence
import Provenance
import StrictJSON
import Verification

extension FuzzTarget {
    static let evidence = [
        FuzzTarget(name: "evidence", sizeLimit: 48 << 10) { bytes in
            let verdict = FuzzAppraisal.verdict(on: bytes)
            demand((verdict.machine == nil) == verdict.results.contains(where: isFatal), "authentic means no failure")
            demandGenuine(verdict)
            guard let file = try? BareEvidence(decoding: bytes) else { return }
            demand(file.hardware.collateral != .null, "there is collateral, or there is none")
        },
        FuzzTarget(name: "evidence-parts", sizeLimit: 512) { bytes in
            guard let mutation = EvidenceMutation(bytes, of: FuzzAppraisal.genuine.map(\.json)) else { return }
            let verdict = FuzzAppraisal.verdict(on: mutation.file)
            demandGenuine(verdict)
            let isAllowed = verdict.machine == nil || mutation.changes.allSatisfy(\.isUnsigned)
            demand(isAllowed, "only what nobody signs may change: \(mutation.changes.map(\.name))")
        },
    ]

    /// Whether a rule failed without which evidence is not authentic.
    private static func isFatal(_ result: RuleResult) -> Bool {
        result.outcome == .fail && result.aspect != .policy && result.code != .timestampNotSupported
            && result.code != .evidenceTooOld
    }

    /// No input of a fuzzer is authentic unless what is signed is what a real machine signed. Simulated evidence brings
    /// its own root, so anyone can make that.
    private static func demandGenuine(_ verdict: Verdict) {
        guard let machine = verdict.machine, machine.platform != .simulated else { return }
        demand(FuzzAppraisal.isGenuine(machine.claims), "only real machines sign")
        _ = verdict.json
    }
}
