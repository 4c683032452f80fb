import Glibc
import Processes
import Sandbox
import TestSupport
import Testing

/// Whoever can ask the machine for evidence can attest whatever he likes: a build must not.
@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(5)),
    .enabled(if: SoftwareTPM.isInstalled, "swtpm is not installed: apt-get install swtpm")
) struct AttestationInterfaceTests {
    /// Two real TPMs of the machine: on a port of loopback and on a socket.
    private struct Machine {
        let port: UInt16
        let onPort: SoftwareTPM
        let onSocket: SoftwareTPM
        let arguments: [String]

        init() throws {
            let scratch = ScratchDirectory.current
            try scratch.write("", to: "port/mark")
            try scratch.write("", to: "socket/mark")
            port = try SoftwareTPM.freePort()
            onPort = try SoftwareTPM(in: scratch.path("port"), at: .port(port))
            onSocket = try SoftwareTPM(in: scratch.path("socket"))
            arguments = ["\(port)", scratch.path("socket/tpm.sock")]
            // The socket is no secret of file permissions: what keeps a build from it is that it is not there.
            for path in [scratch.path, scratch.path("socket"), scratch.path("socket/tpm.sock")] { chmod(path, 0o777) }
        }
    }

    private func fixture(_ probe: String, _ machine: Machine) throws -> SandboxFixture {
        var fixture = try SandboxFixture(command: ["/probe/probe"] + machine.arguments)
        fixture.sandbox.readOnly = [Sandbox.Bind(probe, at: "/probe")]
        // What every machine has, in the place of a device that few have: it opens wherever devices work.
        if geteuid() == 0 {
            // Major 1, minor 3: /dev/null.
            mknod("\(fixture.tree)/device", S_IFCHR | 0o666, 1 << 8 | 3)
            chmod("\(fixture.tree)/device", 0o666)
        }
        return fixture
    }

    private func expectNothing(_ text: String, isRoot: Bool = geteuid() == 0) {
        let outcomes = AttestationProbe.outcomes(text)
        #expect(outcomes.count >= 35, "\(text)")
        for (name, outcome) in outcomes { #expect(outcome != "reached", "\(name)") }
        // Refused for the reason that is meant, not for want of the thing.
        for name in ["mount configfs", "mount sysfs", "mount devtmpfs", "make tpm0", "make vsock"] {
            #expect(outcomes[name] == "EPERM", "\(name)")
        }
        #expect(outcomes["vsock"] == "EAFNOSUPPORT")
        #expect(outcomes["TPM on loopback"] == "ECONNREFUSED")
        #expect(outcomes["TPM on a socket"] == "ENOENT")
        if isRoot { #expect(outcomes["device in the tree"] == "EACCES") }
    }

    @Test func `outside the sandbox the machine's TPMs answer anybody`() async throws {
        let machine = try Machine()
        let probe = try await AttestationProbe.compile()
        let output = try await Command("\(probe)/probe", machine.arguments + ["only"]).output()
        let outcomes = AttestationProbe.outcomes(String(decoding: output.standardOutput, as: UTF8.self))
        #expect(outcomes == ["TPM on loopback": "reached", "TPM on a socket": "reached"])
        withExtendedLifetime(machine.onPort) {}
        withExtendedLifetime(machine.onSocket) {}
    }

    @Test func `a build without network reaches nothing that attests`() async throws {
        let machine = try Machine()
        let fixture = try fixture(try await AttestationProbe.compile(), machine)
        expectNothing(try await fixture.run().text)
        withExtendedLifetime(machine.onPort) {}
        withExtendedLifetime(machine.onSocket) {}
    }

    @Test func `a fetch reaches nothing that attests, not directly and not through its proxy`() async throws {
        let machine = try Machine()
        let probe = try await AttestationProbe.compile()
        var direct = try fixture(probe, machine)
        direct.sandbox.network = .proxy(try FetchProxy())
        expectNothing(try await direct.run().text)

        let addresses = [
            "http://169.254.169.254/metadata/THIM/amd/certification", "http://169.254.169.254/acc/tdquote",
            "http://168.63.129.16/", "http://127.0.0.1:\(machine.port)/", "http://localhost:\(machine.port)/",
            "http://[::1]:\(machine.port)/", "http://[::ffff:169.254.169.254]/", "http://[fd00:ec2::254]/",
        ]
        let ask = #"curl -gsS -m 20 -o /dev/null -w '%{http_code} %{http_connect}\n'"#
        let plain = addresses.map { "\(ask) '\($0)' 2>/dev/null" }
        let tunnels = addresses.map { "\(ask) -p '\($0)' 2>/dev/null" }
        var proxied = try SandboxFixture((plain + tunnels).joined(separator: "\n") + "\ntrue")
        proxied.sandbox.network = .proxy(try FetchProxy())
        let lines = try await proxied.run().text.split(separator: "\n")
        #expect(lines.count == 2 * addresses.count, "\(lines)")
        for line in lines { #expect(line == "403 000" || line == "000 403", "\(line)") }
        withExtendedLifetime(machine.onPort) {}
        withExtendedLifetime(machine.onSocket) {}
    }
}
