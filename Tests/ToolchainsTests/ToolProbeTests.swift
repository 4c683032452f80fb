import Processes
import Testing
import Toolchains

@Suite struct ToolProbeTests {
    @Test func `the script finds programs with their versions`() async throws {
        let probes = [
            ToolProbe("sh", version: ["-c", "echo 'version 1'; echo more"]), ToolProbe("no-such-program"),
            ToolProbe("it's", locator: ["echo", "/bin/it's"]),
        ]
        let script = ToolProbe.script(for: probes)
        let output = try await Command(script[0], Array(script.dropFirst()), environment: ["PATH": "/usr/bin:/bin"])
            .output()
        let findings = ToolProbe.findings(output.standardOutput)
        #expect(findings.map(\.name) == ["sh", "it's"])
        #expect(findings.first?.path.hasPrefix("/usr/bin/") == true)
        #expect(findings.first?.version == "version 1")
    }

    @Test func `lines that are not as they should be are left out`() {
        #expect(ToolProbe.findings(Array("cc\nrelative\n1.0\n".utf8)).isEmpty)
        #expect(ToolProbe.findings(Array("cc\n/usr/bin/cc".utf8)).isEmpty)
        #expect(ToolProbe.findings([]).isEmpty)
    }
}
