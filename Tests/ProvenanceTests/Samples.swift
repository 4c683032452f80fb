import Builds
import FoundationEssentials
import Provenance
import Testing

/// Well-formed values that tests alter.
enum Samples {
    static func digest(_ text: String) -> SHA256Digest { SHA256Digest(of: Array(text.utf8)) }

    static func object(_ digit: Character) throws -> ObjectID {
        try #require(ObjectID(String(repeating: digit, count: 40)))
    }

    static func fetched() throws -> SourceIdentity {
        SourceIdentity(
            origin: .repository(
                .init(
                    url: "https://github.com/owner/repo",
                    ref: RefName("refs/tags/v1.0"),
                    requestedRef: "v1.0",
                    commit: try object("a"),
                    tree: try object("b"),
                    tagObject: try object("c")
                )
            ),
            treeSHA256: digest("tree").description,
            submodules: ["vendor/zlib"],
            lfsPointers: ["assets/größe.bin"]
        )
    }

    static func local() throws -> SourceIdentity {
        SourceIdentity(
            origin: .repository(
                .init(
                    url: nil,
                    claimedURL: "git@github.com:owner/repo.git",
                    ref: nil,
                    requestedRef: nil,
                    commit: try object("a"),
                    tree: try object("b")
                )
            ),
            treeSHA256: digest("tree").description
        )
    }

    static func uploaded() -> SourceIdentity {
        SourceIdentity(origin: .upload(sha256: digest("zip").description), treeSHA256: digest("tree").description)
    }

    static func statement(_ source: SourceIdentity? = nil) throws -> Statement {
        Statement(
            subjects: [
                Subject(name: try #require(ArtifactName("hello.tar.gz")), sha256: digest("one")),
                Subject(name: try #require(ArtifactName("hello")), sha256: digest("two")),
            ],
            source: try source ?? fetched(),
            request: RequestParameters(
                commit: nil,
                nonce: Nonce("000102030405060708090a0b0c0d0e0f"),
                publish: true,
                configurationSHA256: digest("configuration"),
                steps: BuildSteps(
                    toolchain: "command",
                    fetch: [["make", "vendor"]],
                    commands: [["make", "dist"], ["sh", "-c", "echo \"done\"\n"]],
                    artifacts: ["dist/*.tar.gz"],
                    environment: ["LC_ALL": "C", "A": ""]
                )
            ),
            parameters: BuilderParameters(
                tools: [Tool(name: "make", version: "GNU Make 4.3", sha256: digest("make"), path: "/usr/bin/make")],
                limits: BuildLimits(
                    timeoutSeconds: 3600,
                    memoryBytes: 8 << 30,
                    processes: 4096,
                    diskBytes: 20 << 30,
                    logBytes: 64 << 20
                ),
                network: NetworkUse(fetch: .recorded, build: .none),
                fetches: [
                    RecordedFetch(url: "https://user:secret@crates.io/a?token=x", sha256: digest("crate"), size: 12),
                    RecordedFetch(url: "https://tunnel.example:443", sha256: nil, size: 99),
                ],
                settings: ["umask": "022"],
                buildsSinceBoot: 1
            ),
            dependencies: [
                Dependency(
                    purl: "pkg:cargo/serde@1.0.228",
                    digest: try #require(DigestSet(["sha256": digest("serde").description]))
                )
            ],
            builder: try #require(
                BuilderID(base: BuilderID.defaultBase, platform: .simulated, network: false, measured: false)
            ),
            invocation: Invocation(
                id: try #require(BuildID(String(repeating: "0f", count: 16))),
                startedOn: Date(timeIntervalSince1970: 1_800_000_000),
                finishedOn: Date(timeIntervalSince1970: 1_800_000_060)
            ),
            logSHA256: digest("log")
        )
    }
}
