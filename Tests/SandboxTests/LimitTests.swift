import Glibc
import Sandbox
import TestSupport
import Testing

/// Builds that take all of something.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct LimitTests {
    @Test func `a fork bomb ends at the limit of processes`() async throws {
        var fixture = try SandboxFixture("bomb() { bomb | bomb & }; bomb; while :; do sleep 1; done")
        fixture.sandbox.limits.processes = 60
        fixture.sandbox.limits.timeout = .seconds(10)
        let result = try await fixture.run().result
        // Without control groups the kernel's own limit may smother the bomb before it is counted.
        let isSmothered = result.report.processes == .polled && !result.isSuccess
        #expect(result.reason == .processLimit || isSmothered)
    }

    @Test func `a build that takes all memory ends at the limit of memory`() async throws {
        var fixture = try SandboxFixture("head -c 2000000000 /dev/zero | tail; echo survived")
        fixture.sandbox.limits.memory = 64 << 20
        #expect(try await fixture.run().result.reason == .memoryLimit)
    }

    @Test func `a full disk ends the build`() async throws {
        var fixture = try SandboxFixture(
            "n=0; while :; do head -c 1000000 /dev/zero > f$n; n=$((n+1)); sleep 0.01; done"
        )
        fixture.sandbox.limits.disk = 20_000_000
        #expect(try await fixture.run().result.reason == .diskLimit)
    }

    @Test func `a file larger than the disk limit ends the build`() async throws {
        var fixture = try SandboxFixture("exec head -c 100000000 /dev/zero > big")
        fixture.sandbox.limits.disk = 10_000_000
        #expect(try await fixture.run().result.reason == .diskLimit)
    }

    @Test func `more files than allowed end the build`() async throws {
        var fixture = try SandboxFixture("n=0; while :; do mkdir d$n; n=$((n+1)); done")
        fixture.sandbox.limits.files = 100
        #expect(try await fixture.run().result.reason == .diskLimit)
    }

    @Test(arguments: ["/tmp", "/var/tmp", "/dev/shm", "/scratch"])
    func `a temporary file system is limited`(path: String) async throws {
        var fixture = try SandboxFixture("head -c 3000000 /dev/zero > \(path)/f; wc -c < \(path)/f")
        fixture.sandbox.temporary = ["/scratch"]
        fixture.sandbox.limits.temporary = 1 << 20
        let (result, text) = try await fixture.run()
        #expect(result.reason == .exited)
        #expect(text.contains("No space left on device"))
        #expect(text.hasSuffix("\n1048576\n"))
    }

    @Test func `open files, core dumps and file size are limited`() async throws {
        var fixture = try SandboxFixture("ulimit -n; ulimit -c; ulimit -f")
        fixture.sandbox.limits.openFiles = 321
        fixture.sandbox.limits.disk = 512 << 10
        #expect(try await fixture.run().text == "321\n0\n1024\n")
    }
}
