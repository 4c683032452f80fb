import Builds
import Bytes
import Evidence
import Provenance

extension Verdict {
    /// The verdict for people: what was proved, what is worth knowing, and each rule that was not met.
    package var lines: [String] {
        var lines = [headline]
        switch subject {
        case .build(let build): lines += Self.facts(of: build)
        case .kettle(let build): lines += Self.facts(of: build)
        case .evidence(let machine): lines += Self.facts(of: machine)
        case nil: break
        }
        lines += statusLines
        lines += notices.map { "note: \($0.line)" }
        lines += objections.map { "\($0.outcome == .fail ? "failed" : "not evaluated"): \($0.line)" }
        return lines
    }

    /// What was true when it was made, and what newer collateral says.
    private var statusLines: [String] {
        var lines: [String] = []
        if let machine {
            let status = machine.claims.vendorStatus.map { ": \($0)" } ?? ""
            let word = outcome == .verified ? "valid" : "authentic"
            lines.append("\(word) at \(machine.time.date.rfc3339)\(status)")
        }
        if let current {
            let codes = current.failures.map(\.code.rawValue).uniqued().joined(separator: ", ")
            let status = current.machine.map { $0.claims.vendorStatus ?? "valid" } ?? "it does not verify"
            let state = codes.isEmpty ? "" : "; not what it should be: \(codes)"
            lines.append("under newer collateral, at \(current.time.rfc3339): \(status)\(state)")
        }
        return lines.map(\.printable)
    }

    private var headline: String {
        switch outcome {
        case .verified:
            (build?.statement.subjects ?? kettleBuild?.statement.subjects).map { "verified: \(count(of: $0.count))" }
                ?? machine.map(Self.headline) ?? "verified"
        case .rejected: "rejected: " + objections.map(\.code.rawValue).uniqued().joined(separator: ", ")
        }
    }

    private static func headline(of machine: VerifiedEvidence) -> String {
        let isWeak = machine.platform == .tpm
        return "verified: evidence of \(machine.platform.rawValue)"
            + (isWeak ? ", which is weaker than that of a TEE" : "")
    }

    /// How many of a build's artifacts were judged: whoever names files has the others unlooked at.
    private func count(of all: Int) -> String {
        let noun = all == 1 ? "artifact" : "artifacts"
        switch artifacts.count {
        case all: return "\(all) \(noun)"
        case 0: return "what describes the build, none of its \(all) \(noun)"
        default: return "\(artifacts.count) of \(all) \(noun)"
        }
    }

    private static func facts(of build: AttestedBuild) -> [String] {
        let statement = build.statement
        var lines: [String] = []
        switch statement.source.origin {
        case .upload(let sha256): lines.append("source: an uploaded archive, SHA-256 \(sha256)")
        case .repository(let repository):
            let origin = repository.url ?? "a local repository, which claims \(repository.claimedURL ?? "no remote")"
            lines.append("source: \(origin)")
            lines.append("ref: \(repository.ref?.description ?? "none")")
            lines.append("commit: \(repository.commit)")
        }
        lines.append("builder: \(statement.builder)")
        lines.append("platform: \(build.evidence.platform.rawValue)")
        lines.append("build: \(build.binding.buildID)")
        return lines.map(\.printable)
    }
}

extension Verdict {
    private static func facts(of build: KettleBuild) -> [String] {
        let statement = build.statement
        let lines = [
            "source: \(statement.sourceURI.isEmpty ? "no remote" : statement.sourceURI)",
            "commit: \(statement.commit)",
            "builder: \(statement.builderID)",
            "platform: \(build.evidence.platform.rawValue)",
            "build: \(statement.invocationID)",
        ]
        return lines.map(\.printable)
    }

    /// What the machine says of itself, one value a line.
    private static func facts(of machine: VerifiedEvidence) -> [String] {
        var lines = ["platform: \(machine.platform.rawValue)"]
        lines.append("commits to: \(machine.claims.commitment.hexadecimal)")
        if let measurement = machine.claims.measurement { lines.append("measurement: \(measurement.hexadecimal)") }
        return lines
    }
}

extension Sequence where Element: Hashable {
    /// The elements in order, each once.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
