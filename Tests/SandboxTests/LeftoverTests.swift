import Glibc
import Processes
import Sandbox
import Testing

/// What is left after sandboxes, counted in processes of their own.
@Suite(.timeLimit(.minutes(10)))
struct LeftoverTests {
    @Test func `no descriptor, no child and no control group is left`() async {
        await #expect(processExitsWith: .success) {
            func descriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
            func run(_ script: String, _ network: Sandbox.Network, readOnly: [Sandbox.Bind] = []) async {
                var sandbox = Sandbox(command: ["/bin/sh", "-c", script], readOnly: readOnly, network: network)
                sandbox.worker = SandboxWorker(slot: 960)
                sandbox.limits.timeout = .milliseconds(500)
                _ = try? await sandbox.run()
            }
            await run("true", .none)
            let before = descriptors()
            for _ in 0..<3 {
                await run("true", .none)
                await run("true", .proxy(try FetchProxy()))
                await run("true", .proxy(try FetchProxy()), readOnly: [Sandbox.Bind("/nonexistent", at: "/x")])
                await run("sleep 600 & wait", .none)
            }
            // The threads of a proxy and of the watch close theirs a moment after they were told.
            for _ in 0..<500 where descriptors() != before { _ = poll(nil, 0, 10) }
            precondition(descriptors() == before, "\(descriptors()) descriptors, \(before) before")
            precondition(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD, "a child was left")
            let groups = try await Command(
                "/usr/bin/find",
                ["/sys/fs/cgroup", "-maxdepth", "5", "-name", "assay-\(getpid())-*"]
            ).output()
            precondition(groups.standardOutput.isEmpty, String(decoding: groups.standardOutput, as: UTF8.self))
        }
    }

    @Test func `a sandbox dies with the process that made it`() async throws {
        let result = try #require(
            await #expect(processExitsWith: .exitCode(3), observing: [\.standardErrorContent]) {
                let started = AsyncStream<Void>.makeStream()
                Task {
                    var sandbox = Sandbox(command: ["/bin/sh", "-c", "echo started; setsid sleep 600"])
                    sandbox.worker = SandboxWorker(slot: 961)
                    _ = try? await sandbox.run { _ in started.continuation.yield() }
                }
                for await _ in started.stream { break }
                for pid in ProcessTree.descendants(of: getpid()) {
                    let line = "pid \(pid)\n"
                    write(2, line, line.utf8.count)
                }
                _exit(3)
            }
        )
        let lines = String(decoding: result.standardErrorContent, as: UTF8.self).split(separator: "\n")
        let pids = lines.filter { $0.hasPrefix("pid ") }.compactMap { Int32($0.dropFirst(4)) }
        #expect(pids.count >= 3)
        // They are killed by the kernel, which takes a moment.
        for _ in 0..<500 where pids.contains(where: isAlive) { _ = poll(nil, 0, 10) }
        #expect(!pids.contains(where: isAlive))
    }

    private func isAlive(_ pid: Int32) -> Bool { (ProcessTree.residentMemory(of: pid) ?? 0) > 0 }
}
