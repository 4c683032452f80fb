import Builds
import Enclave
import Evidence
import Foundation
import Provenance
import Publishing
import TestSupport
import Testing

/// A build of tag `v1.0` with genuine simulated evidence, in the test's scratch directory as `assay build` leaves it.
struct BuiltRelease {
    static let source = "https://git.example.org/owner/demo"
    static let commit = String(repeating: "b", count: 40)
    static let time = Date(timeIntervalSince1970: 1_800_000_000)
    /// Made once: its RSA keys take longer than everything else together.
    private static let platform = Result {
        try SimulatedPlatform(.init(chipID: [UInt8](repeating: 7, count: 64), now: time))
    }

    /// The folder of the build.
    let folder: String
    /// The contents of the files that a release shows, by name.
    let assets: [String: [UInt8]]

    init(
        artifacts: [String: String] = ["hello": "#!/bin/sh\necho hello\n", "hello-1.0.tar.gz": "an archive"],
        ref: String? = "refs/tags/v1.0",
        source: String = source,
        commit: String = commit,
        named folderName: String = "build"
    ) throws {
        folder = ScratchDirectory.current.path(folderName)
        let log = Array("make: done\n".utf8)
        let statement = try Self.statement(artifacts, log, ref, source, commit)
        let sealed = try SealedBuild(statement, issuedAt: Self.time)
        let machine = try Self.platform.get()
        let report = machine.report(sealed.reportData)
        let evidence = machine.evidence(try report.encoded(signedWith: machine.signingKey))
        let hardware = HardwareEvidence(platform: .simulated, evidence: evidence.json, collateral: nil)
        var assets: [String: [UInt8]] = [
            "provenance.intoto.jsonl": sealed.envelope, "evidence.json": sealed.evidenceFile(with: hardware).encoded,
            "SHA256SUMS": sealed.checksums, "build.log": log,
        ]
        for (name, bytes) in assets { try Self.write(bytes, "\(folderName)/\(name)") }
        try Self.write(sealed.provenance, "\(folderName)/provenance.json")
        for (name, text) in artifacts {
            try Self.write(Array(text.utf8), "\(folderName)/artifacts/\(name)")
            assets[name] = Array(text.utf8)
        }
        self.assets = assets
    }

    private static func write(_ bytes: [UInt8], _ name: String) throws {
        let path = try ScratchDirectory.current.write("", to: name)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private static func statement(
        _ artifacts: [String: String],
        _ log: [UInt8],
        _ ref: String?,
        _ source: String,
        _ commit: String
    ) throws -> Statement {
        let repository = SourceIdentity.Repository(
            url: source,
            ref: ref.flatMap { RefName($0) },
            requestedRef: "refs/tags/v1.0",
            commit: try #require(ObjectID(commit)),
            tree: try #require(ObjectID(String(repeating: "c", count: 40)))
        )
        let digest = SHA256Digest(of: [])
        return Statement(
            subjects: artifacts.sorted { $0.key < $1.key }.compactMap { name, text in
                ArtifactName(name).map { Subject(name: $0, sha256: SHA256Digest(of: Array(text.utf8))) }
            },
            source: SourceIdentity(origin: .repository(repository), treeSHA256: digest.description),
            request: RequestParameters(
                commit: nil,
                nonce: nil,
                publish: true,
                configurationSHA256: nil,
                steps: BuildSteps(toolchain: "make", fetch: [], commands: [["make"]], artifacts: ["hello*"])
            ),
            parameters: BuilderParameters(
                tools: [],
                limits: BuildLimits(timeoutSeconds: 60, memoryBytes: 1, processes: 1, diskBytes: 1, logBytes: 1),
                network: NetworkUse(fetch: .none, build: .none),
                fetches: [],
                settings: [:],
                buildsSinceBoot: 1
            ),
            dependencies: [],
            builder: try #require(
                BuilderID(base: BuilderID.defaultBase, platform: .simulated, network: false, measured: true)
            ),
            invocation: Invocation(id: BuildID(), startedOn: time.addingTimeInterval(-60), finishedOn: time),
            logSHA256: SHA256Digest(of: log)
        )
    }
}
