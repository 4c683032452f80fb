import Glibc
import Processes
import Sandbox
import TestSupport
import Testing

/// Builds that look for what is not theirs.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct IsolationTests {
    @Test func `system calls that no build needs are refused, and what it needs is not`() async throws {
        var fixture = try SandboxFixture(command: ["/probe/probe"])
        fixture.sandbox.readOnly = [Sandbox.Bind(try await Probe.compile(), at: "/probe")]
        let lines = try await fixture.run().text.split(separator: "\n").map(String.init)
        let outcome = Dictionary(
            lines.compactMap { line in
                line.firstRange(of: ": ").map { (line[..<$0.lowerBound], line[$0.upperBound...]) }
            },
            uniquingKeysWith: { first, _ in first }
        )
        let allowed: Set<Substring> = [
            "AF_UNIX", "AF_INET", "AF_INET6", "NETLINK_ROUTE", "personality query", "thread",
        ]
        let absent: Set<Substring> = ["io_uring_setup", "clone3"]
        let families: Set<Substring> = [
            "AF_VSOCK", "AF_VSOCK with high bits", "AF_ALG", "AF_PACKET", "AF_KEY", "AF_BLUETOOTH", "AF_TIPC", "AF_XDP",
        ]
        let killed: Set<Substring> = ["32 bit call", "x32 call"]
        #expect(outcome.count >= 38)
        for (name, result) in outcome {
            let expected: Substring =
                if allowed.contains(name) {
                    "allowed"
                } else if absent.contains(name) {
                    "ENOSYS"
                } else if families.contains(name) {
                    "EAFNOSUPPORT"
                } else if killed.contains(name) {
                    "killed"
                } else if name == "setuid root", geteuid() != 0 {
                    // There is no user 0 in the namespace at all.
                    "EINVAL"
                } else {
                    "EPERM"
                }
            #expect(result == expected, "\(name)")
        }
    }

    @Test func `the environment is exactly what was given`() async throws {
        setenv("ASSAY_TEST_TOKEN", "ghp_secret", 1)
        let fixture = try SandboxFixture(command: ["/usr/bin/env"])
        let (_, text) = try await fixture.run()
        // bwrap sets PWD to the directory that the command starts in.
        #expect(Set(text.split(separator: "\n")) == ["PATH=/usr/bin:/bin", "PWD=/work"])
    }

    @Test func `no process of ours can be seen, and so no environment of one`() async throws {
        setenv("ASSAY_TEST_TOKEN", "ghp_secret", 1)
        let (_, text) = try await SandboxFixture(
            "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; ls -d /proc/[0-9]*"
        ).run()
        #expect(!text.contains("ghp_secret"))
        #expect(!text.contains("xctest"))
        let processes = text.split(separator: "\n").filter { $0.wholeMatch(of: /\/proc\/[0-9]+/) != nil }
        #expect((2...5).contains(processes.count), "\(processes)")
    }

    @Test func `no descriptor beyond the three is inherited, not by the command and not by its parent`() async throws {
        let leak = open("/etc/passwd", O_RDONLY)
        defer { close(leak) }
        #expect(fcntl(leak, F_GETFD) & FD_CLOEXEC == 0)
        let (_, text) = try await SandboxFixture("ls -l /proc/self/fd | sed 's/.* \\([0-9]* ->\\)/\\1/'; ls /proc/1/fd")
            .run()
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("total") }
        #expect(lines.first == "0 -> /dev/null")
        #expect(lines.filter { $0.contains("->") }.count == 4, "\(lines)")
    }

    @Test func `tokens in memory-backed and home directories are out of sight`() async throws {
        let secret = try ScratchDirectory.current.write("ghp_secret", to: "home/token")
        let (_, text) = try await SandboxFixture(
            "cat \(secret); ls -A /root /home /run /tmp /var /mnt /opt /srv /sys /boot /etc/shadow /etc/ssl/private; id -u"
        ).run()
        #expect(!text.contains("ghp_secret"))
        for name in ["root", "home", "mnt", "opt", "srv", "sys", "boot", "etc/shadow", "etc/ssl/private"] {
            #expect(text.contains("cannot access '/\(name)'"), "\(name)")
        }
        #expect(!text.hasSuffix("\n0\n"))
    }

    @Test func `devices are the harmless ones`() async throws {
        let (_, text) = try await SandboxFixture(
            "for f in /dev/*; do test ! -L $f && test -c $f -o -b $f && echo $f; done; ls /sys"
        ).run()
        let devices = text.split(separator: "\n").filter { $0.hasPrefix("/dev/") }
        #expect(devices == ["full", "null", "random", "tty", "urandom", "zero"].map { "/dev/\($0)" })
    }

    @Test func `kernel keys of the machine are not listed`() async throws {
        let (_, text) = try await SandboxFixture("cat /proc/keys /proc/key-users /proc/timer_list; echo end").run()
        #expect(
            text.split(separator: "\n").allSatisfy { $0 == "end" || $0.hasSuffix(": Permission denied") },
            "\(text)"
        )
    }

    @Test func `another build's tree and files outside cannot be reached or changed`() async throws {
        let other = try ScratchDirectory.current.write("other", to: "other/file")
        let (_, text) = try await SandboxFixture(
            "cat \(other) /work/../\(other); echo x > /usr/x; echo x > /etc/passwd; echo x > /x; ln -s \(other) l; cat l; ls /"
        ).run()
        #expect(!text.contains("other\n"))
        #expect(access("/usr/x", F_OK) != 0)
        #expect(text.split(separator: "\n").suffix(12).contains("work"))
    }

    @Test func `a listener of ours on loopback and cloud metadata cannot be reached`() async throws {
        let server = try LoopbackServer { _ in .init(status: 200) }
        defer { server.stop() }
        let (_, text) = try await SandboxFixture(
            command: [
                "/bin/bash", "-c",
                "for a in 127.0.0.1/\(server.port) 169.254.169.254/80 1.1.1.1/53; do "
                    + "(exec 3<>/dev/tcp/$a) 2>/dev/null && echo reached $a; done; echo end",
            ]
        ).run()
        #expect(text == "end\n")
    }

    @Test func `an abstract socket of ours cannot be reached`() async throws {
        let (_, text) = try await SandboxFixture("cat /proc/net/unix | tail -n +2 | wc -l").run()
        #expect(text == "0\n")
    }

    @Test(arguments: ["pid", "net", "ipc", "uts", "mnt", "cgroup"])
    func `each namespace is the sandbox's own`(name: String) async throws {
        let (_, text) = try await SandboxFixture("readlink /proc/self/ns/\(name)").run()
        let ours = try await Command("/usr/bin/readlink", ["/proc/self/ns/\(name)"]).output().standardOutput
        #expect(text.hasPrefix("\(name):["))
        #expect(Array(text.utf8) != ours)
    }

    @Test func `privilege cannot be gained`() async throws {
        let (_, text) = try await SandboxFixture(
            "grep -E '^(Cap(Prm|Eff|Bnd|Amb|Inh)|NoNewPrivs|Seccomp):' /proc/self/status; cat /proc/self/uid_map; "
                + "unshare -U true || echo refused"
        ).run()
        let fields = text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
        #expect(fields.filter { $0.first?.hasPrefix("Cap") == true }.allSatisfy { $0[1] == "0000000000000000" })
        #expect(fields.contains(["NoNewPrivs:", "1"]))
        #expect(fields.contains(["Seccomp:", "2"]))
        #expect(text.contains("refused"))
    }

    @Test func `what a project tells the loader reaches no program that is still root`() async throws {
        var fixture = try SandboxFixture("/usr/bin/id -u")
        // The loader reports on each program that it starts, as it would load LD_PRELOAD into each.
        fixture.sandbox.environment["LD_DEBUG"] = "files"
        let (result, text) = try await fixture.run()
        #expect(result.isSuccess)
        #expect(text.contains("/usr/bin/id"))
        #expect(!text.contains("setpriv"))
    }

    @Test func `settings of the whole kernel lie on a mount that nobody can write to`() async throws {
        guard geteuid() == 0 else { return }
        let (_, text) = try await SandboxFixture("grep ' /proc/sys ' /proc/self/mountinfo").run()
        let fields = text.split(whereSeparator: \.isWhitespace)
        #expect(fields.contains { $0.split(separator: ",").first == "ro" }, "\(text)")
    }

    @Test func `each worker has a user of its own`() async throws {
        guard geteuid() == 0 else { return }
        var fixture = try SandboxFixture("id -u; id -g; id -G; id -un; touch made; stat -c %u /work made")
        fixture.sandbox.worker = SandboxWorker(slot: 950)
        #expect(try await fixture.run().text == "64950\n64950\n64950\nbuild\n64950\n64950\n")
    }

    @Test(arguments: [
        [] as [String], ["sh"], ["/bin/sh", "a\0b"],
    ])
    func `a command without an absolute program is refused`(command: [String]) async throws {
        let fixture = try SandboxFixture(command: command)
        await #expect { try await fixture.run() } throws: { ($0 as? SandboxError)?.code == .invalid }
    }

    @Test(arguments: [
        Sandbox.Bind("/usr/../etc", at: "/x"), Sandbox.Bind("/", at: "/x"), Sandbox.Bind("/usr", at: "/"),
        Sandbox.Bind("usr", at: "/x"), Sandbox.Bind("/usr", at: "/../x"), Sandbox.Bind("//", at: "/x"),
        Sandbox.Bind("/usr", at: "/proc/1"), Sandbox.Bind("/usr", at: "/dev/x"), Sandbox.Bind("/usr", at: "/work"),
        Sandbox.Bind("/usr", at: "/work/beneath"), Sandbox.Bind("/usr", at: "//work//beneath/it"),
        Sandbox.Bind("/usr/../\u{301}x", at: "/x"), Sandbox.Bind("/usr", at: "/work/\u{301}x"),
    ])
    func `binds that open more than they say are refused`(bind: Sandbox.Bind) async throws {
        var fixture = try SandboxFixture("true")
        fixture.sandbox.readOnly = [bind]
        await #expect { try await fixture.run() } throws: { ($0 as? SandboxError)?.code == .invalid }
    }

    @Test func `a bind that is not there is a typed error, not a failed build`() async throws {
        var fixture = try SandboxFixture("true")
        fixture.sandbox.readOnly = [Sandbox.Bind("/nonexistent", at: "/x")]
        await #expect { try await fixture.run() } throws: {
            ($0 as? SandboxError)?.code == .setUp && ($0 as? SandboxError)?.message.contains("/nonexistent") == true
        }
    }
}
