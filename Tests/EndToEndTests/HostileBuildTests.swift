import Foundation
import StrictJSON
import TestSupport
import Testing

/// Builds that try to deceive or to get out, through the whole pipeline.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct HostileBuildTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var script: String
        var artifacts = "out/*"
        var more = ""
        let code: String

        init(_ name: String, _ script: String, artifacts: String = "out/*", more: String = "", _ code: String) {
            (testDescription, self.script, self.artifacts, self.more, self.code) = (name, script, artifacts, more, code)
        }
    }

    private static let limits = "sandbox: { timeout: 30s, memory: 256MiB, processes: 64, disk: 64MiB, log: 64KiB }\n"

    private var output: String { ScratchDirectory.current.path("out") }

    private func build(_ files: [String: String]) async throws -> ProgramRun {
        let project = try Project.make(files)
        return try await build(project)
    }

    private func build(_ project: GitFixture) async throws -> ProgramRun {
        let config = try ScratchDirectory.current.write(Self.limits, to: "assay.yaml")
        return try await AssayProgram.run([
            "build", project.path, "-o", output, "--platform", "simulated", "--config", config,
        ])
    }

    private func artifact(_ name: String = "tool.txt") throws -> String {
        try String(contentsOfFile: "\(output)/artifacts/\(name)", encoding: .utf8)
    }

    @Test(arguments: [
        Case("no artifact", "true", "ARTIFACT_INVALID"),
        Case("a symbolic link", "mkdir out; ln -s /etc/passwd out/tool.txt", "ARTIFACT_INVALID"),
        Case("a linked folder", "ln -s /etc out", artifacts: "out/passwd", "ARTIFACT_INVALID"),
        Case("a hard link", "mkdir out; echo x > a; ln a out/tool.txt", "ARTIFACT_INVALID"),
        Case("a pipe", "mkdir out; mkfifo out/tool.txt", "ARTIFACT_INVALID"),
        Case("an empty file", "mkdir out; : > out/tool.txt", "ARTIFACT_INVALID"),
        Case("a line break in a name", "mkdir out; echo x > \"$(printf 'out/a\\nb')\"", "ARTIFACT_NAME_INVALID"),
        Case("one of our names", "mkdir out; echo x > out/SHA256SUMS", "ARTIFACT_NAME_INVALID"),
        Case("names that differ in case", "mkdir out; echo x > out/a; echo y > out/A", "ARTIFACT_NAME_INVALID"),
        Case("an option as a name", "mkdir out; echo x > ./out/-rf", "ARTIFACT_NAME_INVALID"),
        Case("no end", "while :; do :; done", more: ", timeout: 1s", "BUILD_TIMEOUT"),
        Case("a failure", "exit 7", "BuildWorkflowError"),
        Case("its own end", "kill -9 $$", "BuildWorkflowError"),
        Case("all memory", "mkdir out; head -c 1G /dev/zero | tail -c 900M > /dev/null; echo x > out/t; exit 1", "*"),
        Case("all disk", "mkdir out; head -c 200M /dev/zero > out/t", "*"),
    ])
    func `attests nothing`(example: Case) async throws {
        let run = try await build(Project.files(example.script, artifacts: example.artifacts, more: example.more))
        #expect(run.status == 1, "\(run.errors)")
        let error = run.errors.split(separator: "\n").first { $0.hasPrefix("assay: error: ") } ?? ""
        if example.code != "*" { #expect(error.hasPrefix("assay: error: \(example.code): "), "\(error)") }
        #expect(!error.contains("INTERNAL_ERROR"))
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test func `output past its limit is cut and the build is told so`() async throws {
        let run = try await build(Project.files("mkdir out; echo x > out/tool.txt; yes | head -c 3000000"))
        let isCut = run.status == 0
        #expect(isCut || run.errors.contains("RESOURCE_LIMIT"), "\(run.errors.suffix(500))")
        let log = isCut ? output + "/build.log" : output + ".log"
        let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? .max
        // A line of the log has two spaces before it, and a byte that is no text becomes three.
        #expect(size < (3 * 64 + 8) << 10)
    }

    @Test func `a process that stays behind changes nothing`() async throws {
        let script = """
            mkdir out
            echo good > out/tool.txt
            (trap '' TERM HUP; while :; do echo evil > out/tool.txt; done) > /dev/null 2>&1 &
            setsid sh -c 'while :; do mv -f out/tool.txt out/other; done' 2> /dev/null &
            mkdir kept; echo good > kept/tool.txt
            """
        let run = try await build(Project.files(script, artifacts: "kept/*"))
        #expect(run.status == 0, "\(run.errors)")
        let verified = try await AssayProgram.run([
            "verify", output, "--allow-simulated", "--any-builder", "--any-source",
        ])
        #expect(verified.status == 0, "\(verified.text)")
        #expect(try artifact() == "good\n")
    }

    @Test func `nothing of the machine is within reach`() async throws {
        let script = """
            mkdir out; exec 3> out/tool.txt
            for f in /etc/shadow /root/.ssh /proc/1/environ /var/lib/assay /run/systemd /proc/kcore; do
              if cat "$f" > /dev/null 2>&1; then echo "read $f" >&3; fi
              if ls "$f"/* > /dev/null 2>&1; then echo "listed $f" >&3; fi
            done
            for d in tpm0 tpmrm0 sev-guest tdx_guest nsm vsock kvm mem kmsg fuse; do
              if [ -e "/dev/$d" ]; then echo "device $d" >&3; fi
            done
            if [ -d /sys/kernel/config/tsm ]; then echo "tsm" >&3; fi
            for p in /proc/[0-9]*; do tr '\\0' '\\n' < "$p/environ" 2> /dev/null; done | grep -i -e token -e secret >&3
            ls /proc/self/fd | while read -r fd; do
              case "$(readlink "/proc/self/fd/$fd")" in *socket*) echo "socket $fd" >&3;; esac
            done
            if unshare -Ur true 2> /dev/null; then echo "user namespace" >&3; fi
            if mount -t tmpfs none /mnt 2> /dev/null; then echo "mount" >&3; fi
            if (exec 4<> /dev/tcp/169.254.169.254/80) 2> /dev/null; then echo "metadata" >&3; fi
            ip -o addr 2> /dev/null | grep -v ' lo ' >&3
            echo end >&3
            """
        var files = Project.files(script)
        files[".assay.yaml"] = "build: { command: [bash, build.sh], artifacts: [\"out/*\"] }\n"
        let run = try await build(files)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try artifact() == "end\n")
    }

    @Test func `output cannot drive the terminal of whoever watches`() async throws {
        let script = #"mkdir out; echo x > out/tool.txt; printf '\033]0;title\007\033[2Jred\r\nbad \377\376 end\n'"#
        let run = try await build(Project.files(script))
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.utf8.contains(0x1B))
        #expect(!run.errors.utf8.contains(0x07))
        #expect(run.errors.contains("bad \u{FFFD}\u{FFFD} end"))
    }

    @Test(arguments: [
        Case("1 MiB", "build: { command: [\"" + String(repeating: "x", count: 1 << 20) + "\"] }\n", "*"),
        Case("an anchor", "build: &a { command: [sh, build.sh], artifacts: [\"out/*\"] }\n", "*"),
        Case("an unknown key", "build: { command: [sh, build.sh], artifact: [\"out/*\"] }\n", "*"),
        Case("no YAML", "build: { command: [", "*"),
        Case("a pattern that leaves", "build: { command: [sh, build.sh], artifacts: [\"../*\"] }\n", "*"),
    ])
    func `a configuration is refused for`(example: Case) async throws {
        var files = Project.files()
        files[".assay.yaml"] = example.script
        let run = try await build(files)
        #expect(run.status == 1)
        #expect(run.errors.contains("assay: error: CONFIGURATION_INVALID: "), "\(run.errors.suffix(500))")
        #expect(!run.errors.contains("Building"))
    }

    @Test func `a configuration that is a link is not followed`() async throws {
        let project = try GitFixture(at: ScratchDirectory.current.path("project"))
        try project.link(".assay.yaml", to: "/etc/shadow")
        try project.commit(["build.sh": "true\n"])
        let run = try await build(project)
        #expect(run.status == 1)
        #expect(run.errors.contains("assay: error: CONFIGURATION_INVALID: "), "\(run.errors)")
        #expect(!run.errors.contains("root:"))
    }

    @Test func `what was not fetched is recorded`() async throws {
        let project = try GitFixture(at: ScratchDirectory.current.path("project"))
        let pointer = """
            version https://git-lfs.github.com/spec/v1
            oid sha256:\(String(repeating: "4", count: 64))
            size 12345

            """
        try project.commit(Project.files().merging(["data/large.bin": pointer]) { $1 })
        try project.submodule("vendor/library", at: String(repeating: "5", count: 40))
        try project.commitIndex()
        try project.git("update-index", "--skip-worktree", "vendor/library")
        let git = try GitHTTPServer(root: ScratchDirectory.current.path)
        try FileManager.default.createSymbolicLink(
            atPath: ScratchDirectory.current.path("demo.git"),
            withDestinationPath: project.gitDirectory
        )
        let run = try await AssayProgram.run(
            ["build", git.url + "/demo.git", "-o", output, "--platform", "simulated"],
            environment: ["ASSAY_SOURCE_ALLOW": git.url + "/*"]
        )
        #expect(run.status == 0, "\(run.errors)")
        let provenance = try String(contentsOfFile: output + "/provenance.json", encoding: .utf8)
        #expect(provenance.contains("vendor/library"))
        #expect(provenance.contains("data/large.bin"))
    }
}
