import Bytes
import Foundation
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

/// A machine that vouches, from the build to the verdict: a real software TPM.
@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(10)),
    .enabled(if: SoftwareTPM.isInstalled, "swtpm is not installed: apt-get install swtpm")
)
struct AttestedBuildTests {
    private var scratch: ScratchDirectory { .current }
    private var output: String { scratch.path("out") }

    /// A TPM on a port of this machine into which something was measured, as firmware and loader do.
    private func machine() throws -> (tpm: SoftwareTPM, port: UInt16) {
        try scratch.write("", to: "tpm/mark")
        let port = try SoftwareTPM.freePort()
        let tpm = try SoftwareTPM(in: scratch.path("tpm"), at: .port(port))
        try tpm.extend(register: 4, with: DigestAlgorithm.sha256.digest(Array("kernel".utf8)))
        return (tpm, port)
    }

    private func build(_ project: GitFixture, _ tpm: SoftwareTPM) async throws -> ProgramRun {
        try await AssayProgram.run(["build", project.path, "-o", output, "--platform", "tpm", "--tpm", tpm.address])
    }

    /// The Name of the key and the registers, from evidence that a policy is made from.
    private func evidence() throws -> (name: String, registers: [String]) {
        let file = try JSONParser.parse(Array(Data(contentsOf: URL(fileURLWithPath: output + "/evidence.json"))))
        let area = try #require(file["evidence"]?["ak_public"]?.string.flatMap { [UInt8](base64: $0) })
        let registers = file["evidence"]?["tpm_quote"]?["pcrs"]?.array?.compactMap(\.string) ?? []
        return ("000b" + DigestAlgorithm.sha256.digest(Array(area.dropFirst(2))).hexadecimal, registers)
    }

    private func verify(_ policy: String) async throws -> ProgramRun {
        let path = try scratch.write(policy, to: "policy.yaml")
        return try await AssayProgram.run(["verify", output, "--policy", path, "--any-source"])
    }

    @Test func `a TPM vouches for a build, and a policy tells it from others`() async throws {
        let (tpm, _) = try machine()
        let built = try await build(try Project.make(), tpm)
        #expect(built.status == 0, "\(built.errors)")
        let (name, registers) = try evidence()
        let doctor = try await AssayProgram.run(["doctor", "--tpm", tpm.address])
        #expect(doctor.text.contains(name))

        let accepted = try await verify("tpm: { ak: [\(name)], pcrs: { 4: [\(registers[4])] } }\n")
        #expect(accepted.status == 0, "\(accepted.text)\(accepted.errors)")
        let other = String(name.dropLast(2)) + (name.hasSuffix("00") ? "01" : "00")
        for policy in [
            "tpm: { ak: [\(other)], pcrs: { 4: [\(registers[4])] } }\n",
            "tpm: { ak: [\(name)], pcrs: { 4: [\(registers[5])] } }\n", "tpm: { ak: [\(name)] }\n",
        ] {
            let refused = try await verify(policy)
            #expect(refused.status == 1, "\(policy): \(refused.text)\(refused.errors)")
        }
        withExtendedLifetime(tpm) {}
    }

    @Test func `a machine that cannot vouch is found out before the build`() async throws {
        let project = try Project.make(Project.files("mkdir out && echo hello > out/tool.txt"))
        let run = try await AssayProgram.run([
            "build", project.path, "-o", output, "--platform", "tpm", "--tpm", "swtpm:\(scratch.path("none"))",
        ])
        #expect(run.status == 1)
        #expect(run.errors.contains("ATTESTATION_FAILED"), "\(run.errors)")
        #expect(!run.errors.contains("Building"))
        let address = try await AssayProgram.run(["build", project.path, "-o", output, "--tpm", "tcp:10.0.0.1:1"])
        #expect(address.status == 64)
    }

    @Test func `a build that looks for what attests finds nothing, in either phase`() async throws {
        let (tpm, port) = try machine()
        let script = "cc -w -o probe probe.c && ./probe \(port) \(scratch.path("tpm/control.sock"))"
        var files = Project.files("mkdir -p out && \(script) > out/build.txt; cp fetched.txt out/; true")
        files["probe.c"] = AttestationProbe.source
        files[".assay.yaml"] =
            "build: { fetch: [sh, fetch.sh], command: [sh, build.sh], artifacts: [\"out/*\"] }\n"
        files["fetch.sh"] = "\(script) > fetched.txt; true\n"
        let built = try await build(try Project.make(files), tpm)
        #expect(built.status == 0, "\(built.errors)")
        for name in ["build.txt", "fetched.txt"] {
            let text = try String(contentsOfFile: "\(output)/artifacts/\(name)", encoding: .utf8)
            let outcomes = AttestationProbe.outcomes(text)
            #expect(outcomes.count >= 35, "\(name): \(text)")
            for (way, outcome) in outcomes { #expect(outcome != "reached", "\(name): \(way)") }
            #expect(outcomes["TPM on loopback"] == "ECONNREFUSED", "\(name)")
            #expect(outcomes["mount configfs"] == "EPERM", "\(name)")
            #expect(outcomes["vsock"] == "EAFNOSUPPORT", "\(name)")
        }
        withExtendedLifetime(tpm) {}
    }
}
