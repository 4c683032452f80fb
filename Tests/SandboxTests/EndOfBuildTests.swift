import Glibc
import Sandbox
import TestSupport
import Testing

/// How builds end: by themselves, at a limit, or with something left behind.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct EndOfBuildTests {
    @Test(arguments: [0, 1, 42, 255] as [Int32])
    func `the exit status comes back`(status: Int32) async throws {
        let (result, text) = try await SandboxFixture("echo out; echo err >&2; exit \(status)").run()
        #expect(result.reason == .exited)
        #expect(result.status == status)
        #expect(text == "out\nerr\n")
        #expect(result.isSuccess == (status == 0))
    }

    @Test func `a signal shows as 128 and its number`() async throws {
        let (result, _) = try await SandboxFixture("kill -SEGV $$").run()
        #expect(result.status == 139)
        #expect(result.signal == SIGSEGV)
    }

    @Test func `a program that is not there is status 127`() async throws {
        let (result, text) = try await SandboxFixture(command: ["/nonexistent/program"]).run()
        #expect(result.status == 127)
        #expect(text.contains("/nonexistent/program"))
    }

    @Test func `files written to the tree are there afterwards`() async throws {
        let fixture = try SandboxFixture("echo made > artifact; pwd")
        let (result, text) = try await fixture.run()
        #expect(result.isSuccess)
        #expect(text == "/work\n")
        #expect(access(fixture.tree + "/artifact", R_OK) == 0)
    }

    @Test func `a daemon that keeps the output open is dead at the end`() async throws {
        let fixture = try SandboxFixture(
            """
            setsid sh -c 'while :; do echo alive; touch /work/beat; sleep 0.01; mv /work/beat /work/renamed; done' &
            while ! test -e renamed; do sleep 0.01; done
            """
        )
        let (result, _) = try await fixture.run()
        #expect(result.isSuccess)
        unlink(fixture.tree + "/renamed")
        unlink(fixture.tree + "/beat")
        // Any other sandbox takes far longer than the daemon's pause.
        _ = try await SandboxFixture("sleep 0.1").run()
        #expect(access(fixture.tree + "/renamed", F_OK) != 0)
        #expect(access(fixture.tree + "/beat", F_OK) != 0)
    }

    @Test func `invalid UTF-8 and control bytes come through untouched`() async throws {
        let box = OutputBox()
        _ = try await SandboxFixture(#"printf '\377\376\033[31m\000\n'"#).sandbox.run { box.append($0) }
        #expect(box.bytes == [0xff, 0xfe, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0, 0x0a])
    }

    @Test func `more output than the log may hold ends the build`() async throws {
        var fixture = try SandboxFixture("cat /dev/zero")
        fixture.sandbox.limits.log = 1_000_000
        let box = OutputBox()
        let result = try await fixture.sandbox.run { box.append($0) }
        #expect(result.reason == .logLimit)
        #expect(result.status == nil)
        #expect(box.bytes.count == 1_000_000)
        #expect(result.outputSize == 1_000_000)
    }

    @Test func `output written just before the end counts too`() async throws {
        var fixture = try SandboxFixture("head -c 60000 /dev/zero")
        fixture.sandbox.limits.log = 50_000
        #expect(try await fixture.run().result.reason == .logLimit)
    }

    @Test func `an endless build ends at its timeout`() async throws {
        var fixture = try SandboxFixture("trap '' TERM INT HUP; while :; do :; done")
        fixture.sandbox.limits.timeout = .milliseconds(300)
        #expect(try await fixture.run().result.reason == .timeout)
    }

    @Test func `cancelling the task ends the build`() async throws {
        let fixture = try SandboxFixture("echo started; sleep 600")
        let started = AsyncStream<Void>.makeStream()
        let task = Task { try await fixture.sandbox.run { _ in started.continuation.yield() } }
        for await _ in started.stream { break }
        task.cancel()
        #expect(try await task.value.reason == .cancelled)
    }

    @Test func `a cancelled task does not start a build`() async throws {
        let fixture = try SandboxFixture("touch ran; sleep 600")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await fixture.sandbox.run()
        }
        #expect(try await task.value.reason == .cancelled)
    }

    @Test func `a build that deletes everything harms only its own tree`() async throws {
        let outside = try ScratchDirectory.current.write("kept", to: "outside/file")
        var fixture = try SandboxFixture("rm -rf /work/* /input /etc /tmp/* /var /home /root /usr/bin/env; echo done")
        fixture.sandbox.readOnly = [Sandbox.Bind(ScratchDirectory.current.path("outside"), at: "/input")]
        let (_, text) = try await fixture.run()
        #expect(text.contains("done"))
        #expect(access(outside, R_OK) == 0)
        #expect(access("/usr/bin/env", X_OK) == 0)
    }
}
