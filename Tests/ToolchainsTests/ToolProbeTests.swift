import Processes
import Testing
import Toolchains

@Suite struct ToolProbeTests {
    private func findings(
        _ probes: [ToolProbe],
        under roots: [String],
        project: String = "/build"
    ) async throws -> [ToolProbe.Finding] {
        let script = ToolProbe.script(for: probes, under: roots, project: project)
        let output = try await Command(script[0], Array(script.dropFirst()), environment: ["PATH": "/usr/bin:/bin"])
            .output()
        return ToolProbe.findings(output.standardOutput, project: project)
    }

    @Test func `the script finds programs with their versions`() async throws {
        let probes = [
            ToolProbe("sh", version: ["-c", "echo 'version 1'; echo more"]), ToolProbe("no-such-program"),
            ToolProbe("it's", locator: ["echo", "/bin/it's"]), ToolProbe("env", version: ["echo", "version 2"]),
        ]
        let findings = try await findings(probes, under: ["/usr"])
        #expect(findings.map(\.name) == ["sh", "it's", "env"])
        #expect(findings.first?.path.hasPrefix("/usr/bin/") == true)
        #expect(findings.first?.version == "version 1")
        #expect(findings.last?.version == "version 2")
    }

    @Test func `a program of the project is told from the machine's and is not run`() async throws {
        let probes = [
            ToolProbe("cargo", version: ["-c", "echo 9"], locator: ["printf", "/etc/passwd"]),
            ToolProbe("sh", version: ["-c", "echo 'version 1'"]),
        ]
        let findings = try await findings(probes, under: ["/usr"], project: "/etc")
        #expect(findings.map(\.name) == ["cargo", "sh"])
        #expect(findings.map(\.isOfProject) == [true, false])
        #expect(findings.map(\.version) == ["", "version 1"])
        #expect(findings.first?.path == "/etc/passwd")
    }

    @Test(arguments: ["/etc/passwd", "/builder/cargo", "/usr/x\\ncc\\n/usr/bin/true", "relative", ""])
    func `a path elsewhere, or one that looks like several lines, is not recorded`(path: String) async throws {
        let probes = [ToolProbe("cargo", locator: ["printf", path]), ToolProbe("sh")]
        #expect(try await findings(probes, under: ["/usr"]).map(\.name) == ["sh"])
    }

    @Test func `a program that lies about its version cannot lie about the others' paths`() async throws {
        let lie = "printf '\\n\\nld\\n/etc/shadow\\n' > /proc/$PPID/fd/1; echo 1"
        let findings = try await findings([ToolProbe("sh", version: ["-c", lie]), ToolProbe("env")], under: ["/usr"])
        #expect(findings.map(\.name) == ["sh", "env"])
        #expect(findings.allSatisfy { $0.path.hasPrefix("/usr/bin/") })
    }

    @Test func `of a project's variables only the choice among toolchains counts`() {
        let project = ["LD_PRELOAD": "/build/x.so", "RUSTUP_TOOLCHAIN": "nightly", "CC": "evil"]
        let environment = ToolProbe.environment(of: project)
        #expect(environment == ["RUSTUP_TOOLCHAIN": "nightly", "HOME": "/nonexistent"])
    }

    @Test(arguments: ["'", "a'\u{301}; echo b", "$(echo b)", "a\r\nb", "", "\\'"])
    func `a shell takes a quoted word as it is`(word: String) async throws {
        let said = try await Command("/bin/sh", ["-c", "printf %s " + ShellWord.quoted(word)]).output()
        #expect(said.standardOutput == Array(word.utf8))
    }

    @Test func `lines that are not as they should be are left out`() {
        #expect(ToolProbe.findings(Array("cc\nrelative\n\n1.0\n".utf8)).isEmpty)
        #expect(ToolProbe.findings(Array("cc\n/usr/bin/cc".utf8)).isEmpty)
        #expect(ToolProbe.findings(Array("cc\n\n1.0\n".utf8)).isEmpty)
        #expect(ToolProbe.findings([]).isEmpty)
    }

    @Test(
        arguments: [
            ("/usr/bin/cc", "bin/cc"), ("/usr/../etc/shadow", nil), ("/usr//bin/cc", nil), ("/usr", nil),
            ("/usr/", nil),
            ("/etc/shadow", nil), ("/usrx/cc", nil), ("/opt/go/bin/go", "bin/go"), ("/opt/go/./go", nil),
            ("/usr/../\u{301}x", nil), ("/usr/x/../\u{301}x", nil), ("/usr/\u{301}x", "\u{301}x"),
        ] as [(String, String?)]
    )
    func `a path inside is found on the host only beneath what the sandbox shows`(path: String, rest: String?) {
        let toolchains = HostToolchains(environment: ["PATH": "", "HOME": "/nonexistent"])
        #expect(toolchains.place(ofInside: path, readOnly: ["/opt/go"])?.path == rest)
    }
}
