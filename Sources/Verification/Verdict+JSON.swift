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
            "build": build.map(Self.json) ?? .null,
        ]
    }

    private static func json(_ result: RuleResult) -> JSONValue {
        [
            "code": .string(result.code.rawValue),
            "outcome": .string(result.outcome.rawValue),
            "message": .string(result.message),
            "expected": result.expected.map(JSONValue.string) ?? .null,
            "found": result.found.map(JSONValue.string) ?? .null,
        ]
    }

    private static func json(_ build: AttestedBuild) -> JSONValue {
        let repository = build.statement.source.repository
        return [
            "build_id": .string(build.binding.buildID.description),
            "platform": .string(build.evidence.platform.rawValue),
            "measurement": .string(build.evidence.claims.measurement.hexadecimal),
            "builder_id": .string(build.statement.builder.description),
            "repository": repository?.url.map(JSONValue.string) ?? .null,
            "ref": repository?.ref.map { .string($0.description) } ?? .null,
            "commit": repository.map { .string($0.commit.description) } ?? .null,
            "nonce": build.binding.nonce.map { .string($0.description) } ?? .null,
            "issued_at": .string(build.binding.issuedAt.rfc3339),
            "artifacts": .array(
                build.statement.subjects.map {
                    ["name": .string($0.name.description), "sha256": .string($0.sha256.description)]
                }
            ),
        ]
    }
}
