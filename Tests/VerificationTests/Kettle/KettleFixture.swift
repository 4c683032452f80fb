import Builds
import Bytes
import Enclave
import Evidence
import FoundationEssentials
import OpenSSLKit
import Provenance
import StrictJSON
import Testing

@testable import Verification

/// Makes a `kettle-build` directory as Kettle does, attested by the software stand-in, with the chance to alter each stage.
struct KettleFixture {
    static let source = "https://github.com/owner/repo.git"
    static let nonce = [UInt8](1...16)
    private static let platform = Result { try ReleaseFixture.machine() }

    var artifacts = ["tool": Array("tool".utf8), "helper": Array("helper".utf8)]
    var lockfile: [UInt8] = Array("[[package]]\n".utf8)
    var form = KettleCommitment.Form.file
    var toolchain = KettleToolchain.cargo
    /// The `buildType`; that of the toolchain unless a test wants another.
    var buildType: String?
    /// Changes the statement before it is written.
    var alterStatement: (JSONValue) -> JSONValue = { $0 }
    /// Changes the bytes that are attested as the provenance.
    var alterProvenance: ([UInt8]) -> [UInt8] = { $0 }
    /// Changes what the evidence commits to.
    var alterCommitment: ([UInt8]) -> [UInt8] = { $0 }

    private static func digest(_ text: String) -> JSONValue {
        ["sha256": .string(ReleaseFixture.digest(text).description)]
    }

    var statement: JSONValue {
        var tools = JSONObject()
        for name in toolchain.tools {
            tools[name] = ["digest": Self.digest(name), "version": .string("\(name) 1.0 “é”")]
        }
        var inner = JSONObject()
        var dependency = JSONObject()
        dependency["digest"] = Self.digest("dependency")
        if toolchain == .nix {
            dependency["annotations"] = ["drvPath": "/nix/store/a.drv", "urls": ["https://example.org/a"]]
            inner["evaluation"] = ["derivationCount": 2, "fetchCount": 306]
            inner["flakeInputs"] = [["name": "nixpkgs", "narHash": "sha256-AAAA="]]
        }
        dependency["name"] = "dependency"
        dependency["uri"] = "pkg:cargo/dependency@1.0"
        inner["lockfileHash"] = ["sha256": .string(SHA256Digest(of: lockfile).description)]
        inner["toolchain"] = .object(tools)
        let subjects = artifacts.sorted { $0.key < $1.key }.map { name, contents -> JSONValue in
            ["digest": ["sha256": .string(SHA256Digest(of: contents).description)], "name": .string(name)]
        }
        return [
            "_type": "https://in-toto.io/Statement/v1",
            "predicate": [
                "buildDefinition": [
                    "buildType": .string(buildType ?? toolchain.buildType),
                    "externalParameters": [
                        "buildCommand": "cargo build",
                        "source": [
                            "digest": [
                                "gitCommit": .string(ReleaseFixture.commit),
                                "gitTree": .string(String(repeating: "b", count: 40)),
                            ],
                            "uri": .string(Self.source),
                        ],
                    ],
                    "internalParameters": .object(inner),
                    "resolvedDependencies": [.object(dependency)],
                ],
                "runDetails": [
                    "builder": ["id": "https://lunal.dev/kettle-tee/v1"],
                    "byproducts": [["digest": Self.digest("root"), "name": "input_merkle_root"]],
                    "metadata": [
                        "invocationId": "build-20270115-080000-f76e0da8",
                        "startedOn": "2027-01-15T08:00:04.269222+00:00",
                        "finishedOn": "2027-01-15T08:01:40.267348+00:00",
                    ],
                ],
            ],
            "predicateType": "https://slsa.dev/provenance/v1",
            "subject": .array(subjects),
        ]
    }

    /// The directory; `artifacts/` beside the two files.
    func files() throws -> [String: [UInt8]] {
        let provenance = alterProvenance(Array(alterStatement(statement).serialized(.indented).dropLast()))
        var commitment = KettleCommitment.digest(form, of: provenance)
        if form == .file { commitment += Self.nonce }
        commitment = alterCommitment(commitment + [UInt8](repeating: 0, count: 64 - commitment.count))
        let machine = try Self.platform.get()
        let reportData = try #require(ReportData(commitment))
        let report = try machine.report(reportData).encoded(signedWith: machine.signingKey)
        let evidence: JSONValue = ["platform": "simulated", "evidence": machine.evidence(report).json]
        var files = Dictionary(uniqueKeysWithValues: artifacts.map { ("artifacts/" + $0.key, $0.value) })
        files["provenance.json"] = provenance
        files["evidence.json"] = evidence.serialized()
        return files
    }

    /// What the directory satisfies.
    static func satisfied() throws -> Expectations {
        try .satisfied().with {
            $0.format = .kettle
            $0.revision = .commit(try #require(.init(ReleaseFixture.commit)))
        }
    }

    func verdict(_ change: (inout Expectations) throws -> Void = { _ in }) throws -> Verdict {
        try ReleaseVerifier.standard.verify(files(), Self.satisfied().with(change))
    }

    /// Why the directory is rejected; empty where it is not.
    func reasons(_ change: (inout Expectations) throws -> Void = { _ in }) throws -> Set<String> {
        try verdict(change).reasons
    }
}
