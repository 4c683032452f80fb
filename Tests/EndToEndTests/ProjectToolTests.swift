import Bytes
import Foundation
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

/// Programs that a project brings under the name of a tool.
@Suite(.scratchDirectory, .timeLimit(.minutes(5)))
struct ProjectToolTests {
    private var output: String { ScratchDirectory.current.path("out") }

    /// A home directory with a rustup that chooses a program of the project, as `path` in `rust-toolchain.toml` does.
    private func home() throws -> String {
        let scratch = ScratchDirectory.current
        let choice = "/build/source/toolchain/bin/cargo"
        for (name, script) in [
            ("rustup", "#!/bin/sh\n[ \"$1 $2\" = 'which cargo' ] && echo \(choice)\n"),
            ("cargo", "#!/bin/sh\nexec \(choice) \"$@\"\n"),
        ] {
            let path = try scratch.write(script, to: "home/.cargo/bin/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        _ = try scratch.write("", to: "home/.rustup/settings.toml")
        return scratch.path("home")
    }

    @Test func `a project's own cargo is recorded as what it is`() async throws {
        let program = "#!/bin/sh\nmkdir -p out && echo \"$@\" > out/tool.txt\n"
        let project = try Project.make([
            ".assay.yaml": "build: { command: [cargo, hello], artifacts: [\"out/*\"] }\n",
            "toolchain/bin/cargo": program,
        ])
        try project.git("update-index", "--chmod=+x", "toolchain/bin/cargo")
        try project.commitIndex()
        try project.git("checkout", "--", ".")
        let run = try await AssayProgram.run(
            ["build", project.path, "--platform", "simulated", "-o", output],
            environment: ["HOME": home(), "PATH": "/usr/bin:/bin"]
        )
        #expect(run.status == 0, "\(run.errors)")
        let provenance = try JSONParser.parse(
            Array(Data(contentsOf: URL(fileURLWithPath: output + "/provenance.json")))
        )
        let tools = provenance["predicate"]?["buildDefinition"]?["internalParameters"]?["tools"]?.array ?? []
        let cargo = tools.first { $0["name"] == "cargo" }
        #expect(cargo?["path"] == "/build/source/toolchain/bin/cargo", "\(tools)")
        #expect(cargo?["sha256"]?.string == DigestAlgorithm.sha256.digest(Array(program.utf8)).hexadecimal)
        #expect(cargo?["version"] == "the project's own")
        #expect(tools.contains { $0["name"] == "cc" && $0["path"]?.string?.hasPrefix("/usr/") == true })
        let log = try String(contentsOfFile: output + "/build.log", encoding: .utf8)
        #expect(log.contains("# 'cargo' is the project's own /build/source/toolchain/bin/cargo\n"))
    }
}
