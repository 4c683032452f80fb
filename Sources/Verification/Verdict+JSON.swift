import Builds
import Bytes
import Evidence
import Provenance
package import StrictJSON

extension Verdict {
    /// The verdict for programs.
    package var json: JSONValue {
        [
            "outcome": .string(outcome.rawValue),
            "rules": .array(results.map(Self.json)),
            "notices": .array(notices.map(Self.json)),
            "artifacts": .array(artifacts.map(JSONValue.string)),
            "time": machine.map(Self.time) ?? .null,
            "machine": machine.map(Self.json) ?? .null,
            "current": current.map(Self.json) ?? .null,
            "build": build.map(Self.json) ?? kettleBuild.map(Self.json) ?? .null,
        ]
    }

    private static func json(_ result: RuleResult) -> JSONValue {
        [
            "code": .string(result.code.rawValue),
            "aspect": .string(result.aspect.rawValue),
            "outcome": .string(result.outcome.rawValue),
            "message": .string(result.message),
            "expected": result.expected.map(JSONValue.string) ?? .null,
            "found": result.found.map(JSONValue.string) ?? .null,
        ]
    }

    private static func time(_ machine: VerifiedEvidence) -> JSONValue {
        ["judged_at": .string(machine.time.date.rfc3339), "source": .string(machine.time.source.rawValue)]
    }

    private static func json(_ machine: VerifiedEvidence) -> JSONValue {
        [
            "platform": .string(machine.platform.rawValue),
            "commitment": .string(machine.claims.commitment.hexadecimal),
            "measurement": machine.claims.measurement.map { .string($0.hexadecimal) } ?? .null,
            "claims": machine.claims.json,
        ]
    }

    private static func json(_ current: CurrentVerdict) -> JSONValue {
        [
            "outcome": .string(current.failures.isEmpty ? "pass" : "fail"),
            "judged_at": .string(current.time.rfc3339),
            "collateral_issued_at": current.collateralDate.map { .string($0.rfc3339) } ?? .null,
            "status": current.machine?.claims.vendorStatus.map(JSONValue.string) ?? .null,
            "tcb": current.machine?.claims.tcb?.json ?? .null,
            "failures": .array(current.failures.map(json)),
        ]
    }

    private static func json(_ build: AttestedBuild) -> JSONValue {
        let repository = build.statement.source.repository
        return [
            "build_id": .string(build.binding.buildID.description),
            "platform": .string(build.evidence.platform.rawValue),
            "measurement": build.evidence.claims.measurement.map { .string($0.hexadecimal) } ?? .null,
            "builder_id": .string(build.statement.builder.description),
            "repository": repository?.url.map(JSONValue.string) ?? .null,
            "ref": repository?.ref.map { .string($0.description) } ?? .null,
            "commit": repository.map { .string($0.commit.description) } ?? .null,
            "nonce": build.binding.nonce.map { .string($0.description) } ?? .null,
            "issued_at": .string(build.binding.issuedAt.rfc3339),
            "artifacts": json(build.statement.subjects),
        ]
    }

    /// The same members as for a build of Assay's; what Kettle does not record is `null`.
    private static func json(_ build: KettleBuild) -> JSONValue {
        [
            "build_id": .string(build.statement.invocationID),
            "platform": .string(build.evidence.platform.rawValue),
            "measurement": build.evidence.claims.measurement.map { .string($0.hexadecimal) } ?? .null,
            "builder_id": .string(build.statement.builderID),
            "repository": .string(build.statement.sourceURI),
            "ref": .null,
            "commit": .string(build.statement.commit.description),
            "nonce": build.nonce.map { .string($0.description) } ?? .null,
            "issued_at": .string(build.statement.finishedOn.rfc3339),
            "artifacts": json(build.statement.subjects),
        ]
    }

    private static func json(_ subjects: [Provenance.Subject]) -> JSONValue {
        .array(subjects.map { ["name": .string($0.name.description), "sha256": .string($0.sha256.description)] })
    }
}
