import Foundation
import StrictJSON
import TestSupport
import Testing

/// `assay build` and `assay verify` as somebody at a terminal uses them.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct BuildAndVerifyTests {
    private static let nonce = "00112233445566778899aabbccddeeff"
    private var output: String { ScratchDirectory.current.path("out") }

    private func build(_ arguments: String...) async throws -> ProgramRun {
        try await AssayProgram.run(["build", "--platform", "simulated", "-o", output] + arguments)
    }

    private func verify(_ arguments: String...) async throws -> ProgramRun {
        try await AssayProgram.run(["verify", output] + arguments)
    }

    private func codes(_ run: ProgramRun) throws -> [String] {
        let rules = try JSONParser.parse(run.output)["rules"]?.array ?? []
        return rules.filter { $0["outcome"]?.string != "pass" }.compactMap { $0["code"]?.string }
    }

    @Test func `a committed work tree is built, attested and verified`() async throws {
        let project = try Project.make()
        try project.git("remote", "add", "origin", "https://example.org/owner/demo.git")
        let built = try await build(project.path, "--json")
        #expect(built.status == 0, "\(built.errors)")
        let outcome = try JSONParser.parse(built.output)
        #expect(outcome["status"]?.string == "success")
        #expect(outcome["platform"]?.string == "simulated")
        #expect(outcome["artifacts"]?.array?.compactMap { $0["name"]?.string } == ["tool.txt"])

        let files = try FileManager.default.subpathsOfDirectory(atPath: output).sorted()
        #expect(
            files == [
                "SHA256SUMS", "artifacts", "artifacts/tool.txt", "build.log", "evidence.json",
                "provenance.intoto.jsonl",
                "provenance.json",
            ]
        )
        #expect(try String(contentsOfFile: output + "/artifacts/tool.txt", encoding: .utf8) == "hello\n")
        let sums = try String(contentsOfFile: output + "/SHA256SUMS", encoding: .utf8)
        #expect(sums == "\(outcome["artifacts"]?.array?.first?["sha256"]?.string ?? "")  tool.txt\n")

        let commit = try project.git("rev-parse", "HEAD")
        let provenance = try JSONParser.parse(
            Array(Data(contentsOf: URL(fileURLWithPath: output + "/provenance.json")))
        )
        #expect(String(decoding: provenance.serialized(.compact), as: UTF8.self).contains(commit))

        let verified = try await verify("--allow-simulated", "--any-builder", "--any-source", "--commit", commit)
        #expect(verified.status == 0, "\(verified.text)")
        #expect(verified.text.hasPrefix("verified: 1 artifact\n"))
        #expect(verified.text.contains("authentic, builder unknown"))
        #expect(verified.text.contains("claims https://example.org/owner/demo"))
        #expect(verified.errors == "")
    }

    @Test func `uncommitted work is refused by name`() async throws {
        let project = try Project.make()
        _ = try ScratchDirectory.current.write("changed\n", to: "project/build.sh")
        _ = try ScratchDirectory.current.write("new\n", to: "project/notes/untracked.txt")
        let run = try await build(project.path)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("assay: error: "))
        #expect(run.errors.contains("build.sh"))
        #expect(run.errors.contains("notes/"))
        #expect(run.errors.contains("\nassay: hint: "))
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test func `what is not in the commit is not built`() async throws {
        let project = try Project.make(Project.files("mkdir out && ls -A . .git > out/tool.txt 2>&1; true"))
        try project.commit([".gitignore": "*.secret\n", "kept.txt": "committed\r\n"])
        try project.git("config", "core.autocrlf", "input")
        try project.git("replace", "HEAD", "HEAD~1")
        _ = try ScratchDirectory.current.write("ignored\n", to: "project/key.secret")
        let run = try await build(project.path)
        #expect(run.status == 0, "\(run.errors)")
        let listing = try String(contentsOfFile: output + "/artifacts/tool.txt", encoding: .utf8)
        #expect(listing.contains("kept.txt"))
        #expect(!listing.contains("key.secret"))
    }

    @Test func `a nonce is bound, and another one is rejected`() async throws {
        let project = try Project.make()
        let built = try await build(project.path, "--nonce", Self.nonce)
        #expect(built.status == 0, "\(built.errors)")
        let right = try await verify("--allow-simulated", "--any-builder", "--any-source", "--nonce", Self.nonce)
        #expect(right.status == 0, "\(right.text)")
        let wrong = try await verify(
            "--allow-simulated",
            "--any-builder",
            "--any-source",
            "--nonce",
            String(Self.nonce.reversed()),
            "--json"
        )
        #expect(wrong.status == 1)
        #expect(try codes(wrong) == ["NONCE_MISMATCH"])
    }

    @Test func `each expectation that nobody stated rejects under its own code`() async throws {
        let project = try Project.make()
        let commit = try project.git("rev-parse", "HEAD")
        #expect(try await build(project.path).status == 0)
        let cases: [(arguments: [String], code: String)] = [
            (["--any-builder", "--any-source", "--commit", commit], "SIMULATED_NOT_ALLOWED"),
            (["--allow-simulated", "--any-source", "--commit", commit], "BUILDER_NOT_APPRAISED"),
            (["--allow-simulated", "--any-builder", "--commit", commit], "SOURCE_NOT_APPRAISED"),
            (["--allow-simulated", "--any-builder", "--source", "https://example.org/a/b"], "REF_NOT_APPRAISED"),
            (
                ["--allow-simulated", "--any-builder", "--source", "https://example.org/a/b", "--commit", commit],
                "SOURCE_MISMATCH"
            ),
            (
                ["--allow-simulated", "--any-builder", "--any-source", "--commit", String(repeating: "0", count: 40)],
                "COMMIT_MISMATCH"
            ),
            (["--allow-simulated", "--any-builder", "--any-source", "--ref", "v1.0.0"], "REF_MISMATCH"),
            (
                ["--allow-simulated", "--measurement", String(repeating: "00", count: 48), "--any-source"],
                "BUILDER_NOT_APPRAISED"
            ),
            (["--allow-simulated", "--any-builder", "--any-source", "--format", "kettle"], "FORMAT_NOT_ALLOWED"),
        ]
        for (arguments, code) in cases {
            let run = try await AssayProgram.run(["verify", output, "--json"] + arguments)
            #expect(run.status == 1, "\(arguments)")
            let found = try codes(run)
            #expect(found.contains(code), "\(arguments): \(found)")
        }
    }

    @Test func `files that were changed, taken away or added after the build are rejected`() async throws {
        let project = try Project.make()
        #expect(try await build(project.path).status == 0)
        let whole = ["--allow-simulated", "--any-builder", "--any-source", "--json"]
        let cases: [(file: String, change: @Sendable (String) throws -> Void, code: String)] = [
            ("artifacts/tool.txt", Self.append, "ARTIFACT_DIGEST_MISMATCH"),
            ("artifacts/tool.txt", Self.remove, "ARTIFACT_MISSING"),
            ("provenance.json", Self.append, "REPORT_DATA_MISMATCH"),
            ("provenance.intoto.jsonl", Self.remove, "ENVELOPE_MISSING"),
            ("evidence.json", Self.remove, "EVIDENCE_MISSING"),
            ("build.log", Self.append, "LOG_MISMATCH"),
            ("SHA256SUMS", Self.append, "CHECKSUMS_MISMATCH"),
            ("artifacts/extra.txt", Self.append, "FILE_NOT_ATTESTED"),
        ]
        for (number, example) in cases.enumerated() {
            let copy = ScratchDirectory.current.path("copy-\(number)")
            try FileManager.default.copyItem(atPath: output, toPath: copy)
            try example.change(copy + "/" + example.file)
            let run = try await AssayProgram.run(["verify", copy] + whole)
            #expect(run.status == 1, "\(example.file)")
            let found = try codes(run)
            #expect(found.contains(example.code), "\(example.file): \(found)")
        }
        let added = ScratchDirectory.current.path("copy-\(cases.count - 1)")
        #expect(try await AssayProgram.run(["verify", added, "--ignore-unattested"] + whole).status == 0)
        #expect(try await AssayProgram.run(["verify", added, "tool.txt"] + whole).status == 0)
        #expect(try await AssayProgram.run(["verify", added, "extra.txt"] + whole).status == 1)
    }

    private static let append: @Sendable (String) throws -> Void = { path in
        let old = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
        try (old + Data("\n".utf8)).write(to: URL(fileURLWithPath: path))
    }

    private static let remove: @Sendable (String) throws -> Void = { try FileManager.default.removeItem(atPath: $0) }

    @Test func `what cannot be asked is told apart from what was refused`() async throws {
        let missing = try await AssayProgram.run(["verify", ScratchDirectory.current.path("nowhere"), "--any-builder"])
        #expect(missing.status == 2)
        #expect(missing.errors.hasPrefix("assay: error: "))
        let unknown = try await AssayProgram.run(["verify", output, "--no-such-option"])
        #expect(unknown.status == 64)
        #expect(unknown.errors.hasPrefix("assay: error: "))
        #expect(unknown.errors.contains("\nassay: hint: "))
        let contradiction = try await AssayProgram.run([
            "verify", output, "--any-source", "--source", "https://a.org/b",
        ])
        #expect(contradiction.status == 64)
        let noRepository = try await build(ScratchDirectory.current.path("nowhere"))
        #expect(noRepository.status == 2)
        #expect(noRepository.errors.hasPrefix("assay: error: "))
        let badNonce = try await build("https://example.org/a/b", "--nonce", "12")
        #expect(badNonce.status == 64)
    }

    @Test func `an output that exists is left alone`() async throws {
        let project = try Project.make()
        _ = try ScratchDirectory.current.write("mine\n", to: "out/file")
        let run = try await build(project.path)
        #expect(run.status == 64)
        #expect(run.errors.contains("exists already"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: output) == ["file"])
    }

    @Test func `a build that fails exits with 1, keeps its log and nothing else`() async throws {
        let project = try Project.make(Project.files("echo the reason; exit 3"))
        let run = try await build(project.path)
        #expect(run.status == 1)
        #expect(run.errors.contains("assay: error: BuildWorkflowError: "))
        #expect(run.errors.contains("\nassay: hint: "))
        #expect(!FileManager.default.fileExists(atPath: output))
        #expect(try String(contentsOfFile: output + ".log", encoding: .utf8).contains("the reason"))
        let left = try FileManager.default.contentsOfDirectory(atPath: ScratchDirectory.current.path).sorted()
        #expect(left == ["out.log", "project"])
    }

    @Test func `simulated evidence is never chosen by itself`() async throws {
        let devices = ["/dev/sev-guest", "/dev/tdx_guest", "/dev/nsm", "/dev/tpmrm0", "/dev/tpm0"]
        try #require(!devices.contains { FileManager.default.fileExists(atPath: $0) }, "this machine has hardware")
        let project = try Project.make()
        let run = try await AssayProgram.run(["build", project.path, "-o", output])
        #expect(run.status == 1)
        #expect(run.errors.contains("ATTESTATION_FAILED"))
        #expect(run.errors.contains("assay: hint: "))
        #expect(run.errors.contains("simulated"))
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test func `a repository is built from its URL`() async throws {
        let project = try Project.make(at: "git/owner/demo")
        let object = try project.tag("v1.0.0", message: "one")
        let commit = try project.git("rev-parse", "HEAD")
        let root = ScratchDirectory.current.path("git")
        let git = try GitHTTPServer(root: root)
        try FileManager.default.createSymbolicLink(
            atPath: root + "/owner/demo.git",
            withDestinationPath: project.gitDirectory
        )
        let url = git.url + "/owner/demo.git"
        let allow = ["ASSAY_SOURCE_ALLOW": git.url + "/*"]
        func build(_ url: String, _ ref: String?, to name: String, allow: [String: String]) async throws -> ProgramRun {
            let output = ScratchDirectory.current.path(name)
            let arguments = ["build", url, "-o", output, "--platform", "simulated"]
            return try await AssayProgram.run(arguments + (ref.map { ["--ref", $0] } ?? []), environment: allow)
        }
        let run = try await build(url, "v1.0.0", to: "out", allow: allow)
        #expect(run.status == 0, "\(run.errors)")
        let verified = try await verify(
            "--allow-simulated",
            "--any-builder",
            "--source",
            url,
            "--ref",
            "v1.0.0",
            "--json"
        )
        #expect(verified.status == 0, "\(verified.text)")
        let attested = try JSONParser.parse(verified.output)["build"]
        #expect(attested?["ref"]?.string == "refs/tags/v1.0.0")
        #expect(attested?["commit"]?.string == commit)
        #expect(object != commit)

        let refused = try await build(url, nil, to: "out2", allow: [:])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("SOURCE_NOT_ALLOWED"))
        let inside = try await build(git.url + "/owner/demo/.git", nil, to: "out3", allow: allow)
        #expect(inside.status == 1)
        #expect(inside.errors.contains("SOURCE_NOT_ALLOWED"))
        for ref in ["v9", "../v1.0.0", "--upload-pack=x"] {
            let absent = try await build(url, ref, to: "out4", allow: allow)
            #expect(absent.status == (ref == "--upload-pack=x" ? 64 : 1), "\(ref): \(absent.errors)")
            #expect(absent.errors.contains("assay: error: "))
        }
    }
}
