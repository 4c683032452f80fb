import Processes
import TestSupport

extension AttestationProbe {
    /// Compiles the program and returns the directory that holds it as `probe`.
    static func compile() async throws -> String {
        let source = try ScratchDirectory.current.write(source, to: "attestation.c")
        let directory = ScratchDirectory.current.path("attestation")
        let output = try await Command(
            "/bin/sh",
            ["-c", "mkdir -p \(directory) && cc -w -o \(directory)/probe \(source)"],
            environment: ["PATH": "/usr/bin:/bin"]
        ).output()
        guard output.termination.isSuccess else {
            throw Probe.Failure(message: String(decoding: output.standardError, as: UTF8.self))
        }
        return directory
    }
}
