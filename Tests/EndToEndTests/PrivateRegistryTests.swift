import Foundation
import TestSupport
import Testing

/// The fetch phase and a registry with a private address.
@Suite(.scratchDirectory, .timeLimit(.minutes(5)))
struct PrivateRegistryTests {
    private var output: String { ScratchDirectory.current.path("out") }

    @Test func `a build reaches a registry with a private address only where the configuration lists it`() async throws
    {
        let registry = try LoopbackServer { _ in .init(text: "a package\n") }
        defer { registry.stop() }
        let project = try Project.make([
            ".assay.yaml": """
            build:
              fetch: [curl, -fsS, -o, package.txt, "\(registry.url)/package"]
              command: [sh, -c, "mkdir out && cp package.txt out/tool.txt"]
              artifacts: ["out/*"]

            """
        ])
        let arguments = ["build", project.path, "--platform", "simulated", "-o", output]

        let refused = try await AssayProgram.run(arguments)
        #expect(refused.status == 1)
        #expect(refused.text.contains("403") || refused.errors.contains("403"), "\(refused.text)\(refused.errors)")
        try? FileManager.default.removeItem(atPath: output)

        let built = try await AssayProgram.run(
            arguments,
            environment: ["ASSAY_SANDBOX_PRIVATE_REGISTRIES": registry.authority]
        )
        #expect(built.status == 0, "\(built.errors)")
        #expect(try String(contentsOfFile: output + "/artifacts/tool.txt", encoding: .utf8) == "a package\n")
        let provenance = try String(contentsOfFile: output + "/provenance.json", encoding: .utf8)
        #expect(provenance.contains("\"privateRegistries\": \"\(registry.authority)\""))
        #expect(provenance.contains("\"\(registry.url)/package\""))
    }
}
