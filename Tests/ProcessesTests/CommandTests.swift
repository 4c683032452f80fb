import Glibc
import Processes
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct CommandTests {
    private func shell(_ script: String, environment: [String: String] = [:]) -> Command {
        Command("/bin/sh", ["-c", script], environment: environment)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `both streams and the exit status come back`() async throws {
        let output = try await shell("echo out; echo err >&2; exit 7").output()
        #expect(output.termination == .exited(7))
        #expect(text(output.standardOutput) == "out\n")
        #expect(text(output.standardError) == "err\n")
        #expect(!output.isTruncated)
    }

    @Test func `a signal is told from an exit status`() async throws {
        #expect(try await shell("kill -SEGV $$").output().termination == .signalled(SIGSEGV))
    }

    @Test func `the environment is exactly what was given`() async throws {
        setenv("ASSAY_TEST_SECRET", "hunter2", 1)
        let output = try await Command("/usr/bin/env", environment: ["A": "1", "B": "x=y"]).output()
        #expect(text(output.standardOutput) == "A=1\nB=x=y\n")
    }

    @Test func `a descriptor of ours that is not close on exec is not inherited`() async throws {
        let leak = open("/etc/passwd", O_RDONLY)
        defer { close(leak) }
        #expect(fcntl(leak, F_GETFD) & FD_CLOEXEC == 0)
        let output = try await Command("/bin/ls", ["/proc/self/fd"]).output()
        // 3 is the directory that ls itself reads.
        #expect(text(output.standardOutput) == "0\n1\n2\n3\n")
    }

    @Test func `descriptors may swap numbers and leave gaps`() async throws {
        let scratch = ScratchDirectory.current
        let opened = [
            open(try scratch.write("first", to: "1"), O_RDONLY), open(try scratch.write("second", to: "2"), O_RDONLY),
        ]
        // Numbers of two digits or more are taken by the tests that run beside this one.
        let first = fcntl(opened[0], F_DUPFD, 200)
        let second = fcntl(opened[1], F_DUPFD, 200)
        defer { for number in opened + [first, second] { close(number) } }
        // The plain shell takes only one digit after <&.
        var command = shell("exec bash -c 'cat <&\(second); echo; cat <&\(first); echo; ls -v /proc/self/fd'")
        command.descriptors = [first: second, second: first]
        let output = try await command.output()
        #expect(
            text(output.standardOutput) == "first\nsecond\n0\n1\n2\n3\n"
                + [first, second].sorted().map { "\($0)\n" }.joined()
        )
    }

    @Test func `a descriptor mapped onto its own number is open in the child`() async throws {
        let file = open(try ScratchDirectory.current.write("same", to: "f"), O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        var command = shell("exec bash -c 'cat <&\(file)'")
        command.descriptors = [file: file]
        #expect(try await text(command.output().standardOutput) == "same")
    }

    @Test func `signals are neither blocked nor ignored in the child`() async throws {
        signal(SIGPIPE, SIG_IGN)
        let output = try await shell("grep -E '^Sig(Blk|Ign)' /proc/self/status").output()
        // Signals 32 and 33 are glibc's own and out of anybody's reach.
        let allowed = ["0000000000000000", "0000000180000000"]
        let masks = text(output.standardOutput).split(whereSeparator: \.isNewline).map { $0.suffix(16) }
        #expect(masks.count == 2)
        #expect(masks.allSatisfy { allowed.contains(String($0)) })
    }

    @Test func `the working directory and the session are as asked`() async throws {
        var command = shell("pwd; cut -d' ' -f6 /proc/$$/stat; echo $$")
        command.workingDirectory = ScratchDirectory.current.path
        let lines = try await text(command.output().standardOutput).split(separator: "\n")
        #expect(lines.first.map(String.init) == ScratchDirectory.current.path)
        #expect(lines[1] == lines[2])
    }

    @Test func `input reaches the child, larger than any pipe`() async throws {
        let input = [UInt8](repeating: 0x61, count: 3_000_000)
        let output = try await Command("/usr/bin/wc", ["-c"]).output(input: input)
        #expect(text(output.standardOutput) == "3000000\n")
    }

    @Test func `output beyond the limit is dropped and said to be`() async throws {
        let output = try await shell("head -c 1000000 /dev/zero; head -c 10 /dev/zero >&2").output(limit: 1000)
        #expect(output.standardOutput.count == 1000)
        #expect(output.standardError.count == 10)
        #expect(output.isTruncated)
        #expect(output.termination == .exited(0))
    }

    @Test func `the deadline kills the whole group`() async throws {
        let mark = ScratchDirectory.current.path("mark")
        let command = shell("(sleep 600; touch \(mark)) & echo $!; wait")
        await #expect { try await command.output(deadline: .milliseconds(200)) } throws: {
            ($0 as? ProcessError)?.code == .deadline
        }
    }

    @Test func `a survivor that holds the streams is neither waited for nor left alive`() async throws {
        let output = try await shell("sleep 600 & echo $!").output()
        let survivor = try #require(pid_t(text(output.standardOutput).dropLast()))
        // It may be a zombie of init for a moment, but it runs no more.
        #expect(kill(survivor, 0) != 0 || ProcessTree.residentMemory(of: survivor) == 0)
    }

    @Test func `a survivor in a session of its own does not hold the caller up`() async throws {
        let output = try await shell("setsid sleep 5 & echo started").output()
        #expect(text(output.standardOutput) == "started\n")
    }

    @Test func `cancelling the task kills the process`() async throws {
        let started = AsyncStream<Int32>.makeStream()
        let task = Task {
            try await shell("echo $$; exec sleep 600").stream { _, chunk in
                if let pid = Int32(String(decoding: chunk.dropLast(), as: UTF8.self)) {
                    started.continuation.yield(pid)
                }
            }
        }
        var iterator = started.stream.makeAsyncIterator()
        let pid = try #require(await iterator.next())
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? ProcessError)?.code == .cancelled }
        #expect(kill(pid, 0) != 0)
    }

    @Test(arguments: [
        (Command("/nonexistent/program"), ProcessError.Code.notFound),
        (Command("/etc/passwd"), .notPermitted),
        (Command("sh"), .invalid),
        (Command("/bin/echo", ["a\0b"]), .invalid),
        (Command("/bin/echo", environment: ["A=B": "c"]), .invalid),
        (Command("/bin/echo", workingDirectory: "/nonexistent"), .notFound),
        (Command("/bin/echo", descriptors: [9999: 0]), .invalid),
    ])
    func `a command that cannot run is a typed error`(command: Command, code: ProcessError.Code) async {
        await #expect { try await command.output() } throws: { ($0 as? ProcessError)?.code == code }
    }

    @Test func `a child that was never waited for is killed and reaped`() throws {
        let pid: Int32
        do {
            let child = try ChildProcess(Command("/bin/sleep", ["600"]))
            pid = child.identifier
        }
        #expect(kill(pid, 0) != 0)
        #expect(errno == ESRCH)
    }
}
