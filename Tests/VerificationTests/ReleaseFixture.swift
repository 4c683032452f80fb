import Builds
import Enclave
import Evidence
import FoundationEssentials
import Provenance
import Testing
import Verification

/// Makes a complete release as the pipeline does, with the chance to alter each stage before the next one.
struct ReleaseFixture {
    static let issuedAt = Date(timeIntervalSince1970: 1_800_000_100)
    static let nonce = "000102030405060708090a0b0c0d0e0f"
    static let url = "https://github.com/owner/repo"
    static let commit = String(repeating: "a", count: 40)
    /// Made once: its RSA keys take longer than everything else together.
    private static let platform = Result { try machine() }

    var artifacts = ["hello": Array("#!/bin/sh\necho hello\n".utf8), "hello.tar.gz": [0x1F, 0x8B, 0x08, 0x00]]
    var log = Array("make: done\n".utf8)
    /// The source; ``fetched()`` unless a test wants another.
    var source = Self.fetched()
    /// The platform that `builder.id` and `evidence.json` name.
    var named = Platform.simulated
    /// Changes the statement before it is written.
    var alterStatement: (inout Statement) -> Void = { _ in }
    /// Changes the bytes that are attested as the provenance.
    var alterProvenance: ([UInt8]) -> [UInt8] = { $0 }
    /// Changes the bytes that are attested as the binding.
    var alterBinding: ([UInt8]) -> [UInt8] = { $0 }
    /// Changes the report before it is signed.
    var alterReport: (inout SimulatedReport) -> Void = { _ in }
    /// The machine that attests.
    var machine: SimulatedPlatform?

    static func machine(line: SNPProductLine = .simulated) throws -> SimulatedPlatform {
        var identity = SimulatedPlatform.Identity(chipID: [UInt8](repeating: 7, count: 64), now: issuedAt)
        identity.line = line
        identity.productName = line.name
        return try SimulatedPlatform(identity)
    }

    static func digest(_ text: String) -> SHA256Digest { SHA256Digest(of: Array(text.utf8)) }

    static func fetched(ref: String? = "refs/tags/v1.0") -> SourceIdentity? {
        guard let commit = ObjectID(commit), let tree = ObjectID(String(repeating: "b", count: 40)) else { return nil }
        let repository = SourceIdentity.Repository(
            url: url,
            ref: ref.flatMap { RefName($0) },
            requestedRef: "v1.0",
            commit: commit,
            tree: tree
        )
        return SourceIdentity(origin: .repository(repository), treeSHA256: digest("tree").description)
    }

    func statement() throws -> Statement {
        let subjects = artifacts.sorted { $0.key < $1.key }.compactMap { name, contents in
            ArtifactName(name).map { Subject(name: $0, sha256: SHA256Digest(of: contents)) }
        }
        var statement = Statement(
            subjects: subjects,
            source: try #require(source),
            request: RequestParameters(
                commit: nil,
                nonce: Nonce(Self.nonce),
                publish: true,
                configurationSHA256: Self.digest("configuration"),
                steps: BuildSteps(toolchain: "make", fetch: [], commands: [["make"]], artifacts: ["hello*"])
            ),
            parameters: BuilderParameters(
                tools: [Tool(name: "make", version: "4.3", sha256: Self.digest("make"), path: "/usr/bin/make")],
                limits: BuildLimits(timeoutSeconds: 60, memoryBytes: 1, processes: 1, diskBytes: 1, logBytes: 1),
                network: NetworkUse(fetch: .none, build: .none),
                fetches: [],
                settings: [:],
                buildsSinceBoot: 1
            ),
            dependencies: [],
            builder: try #require(
                BuilderID(base: BuilderID.defaultBase, platform: named, network: false, measured: true)
            ),
            invocation: Invocation(
                id: try #require(BuildID(String(repeating: "0f", count: 16))),
                startedOn: Self.issuedAt.addingTimeInterval(-60),
                finishedOn: Self.issuedAt
            ),
            logSHA256: SHA256Digest(of: log)
        )
        alterStatement(&statement)
        return statement
    }

    /// The release as `assay build` writes it.
    func nested() throws -> [String: [UInt8]] {
        let sealed = try SealedBuild(statement(), issuedAt: Self.issuedAt)
        let provenance = alterProvenance(sealed.provenance)
        let binding = alterBinding(sealed.binding)
        let machine = try self.machine ?? Self.platform.get()
        var report = machine.report(ReportData(provenance: provenance, binding: binding))
        alterReport(&report)
        var evidence = machine.evidence(try report.encoded(signedWith: machine.signingKey))
        if named == .snp {
            evidence = SNPEvidence(report: evidence.report, key: .vcek, certificate: evidence.certificate, chain: nil)
        }
        let hardware = HardwareEvidence(platform: named, evidence: evidence.json, collateral: nil)
        let file = EvidenceFile(hardware: hardware, binding: binding, signingKey: sealed.signingKey)
        var files = Dictionary(uniqueKeysWithValues: artifacts.map { ("artifacts/" + $0.key, $0.value) })
        files["provenance.json"] = provenance
        files["provenance.intoto.jsonl"] = sealed.envelope
        files["evidence.json"] = file.encoded
        files["SHA256SUMS"] = sealed.checksums
        files["build.log"] = log
        return files
    }

    /// The release as a forge shows its assets.
    func flat() throws -> [String: [UInt8]] { Self.flattened(try nested()) }

    static func flattened(_ nested: [String: [UInt8]]) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (path, contents) in nested where path != "provenance.json" {
            files[path.replacing("artifacts/", with: "")] = contents
        }
        return files
    }
}
