import Glibc
import Processes
import Sandbox
import Synchronization
import TestSupport

/// A sandbox around a shell script with a writable directory at `/work`, and what it wrote.
struct SandboxFixture {
    var sandbox: Sandbox
    let tree: String

    /// Each fixture has its own worker, because tests run side by side.
    init(_ script: String) throws {
        try self.init(command: ["/bin/sh", "-c", script])
    }

    init(command: [String]) throws {
        tree = ScratchDirectory.current.path("tree")
        if mkdir(tree, 0o755) != 0, errno != EEXIST { throw ProcessError(errno: errno, operation: "mkdir") }
        // The worker reaches the tree through a mount, but a second user needs the way there.
        chmod(ScratchDirectory.current.path, 0o755)
        sandbox = Sandbox(
            command: command,
            environment: ["PATH": "/usr/bin:/bin"],
            workingDirectory: "/work",
            writable: [Sandbox.Bind(tree, at: "/work")],
            worker: SandboxWorker(slot: Self.nextSlot())
        )
        sandbox.limits.timeout = .seconds(30)
        sandbox.limits.diskReserve = 0
    }

    /// Runs it and returns the result with its output as text.
    func run() async throws -> (result: SandboxResult, text: String) {
        let box = OutputBox()
        let result = try await sandbox.run { box.append($0) }
        return (result, String(decoding: box.bytes, as: UTF8.self))
    }

    private static let slots = Atomic<Int>(0)

    static func nextSlot() -> Int { slots.wrappingAdd(1, ordering: .relaxed).newValue % 900 }
}

/// Collects output across threads.
final class OutputBox: Sendable {
    private let collected = Mutex<[UInt8]>([])

    func append(_ chunk: [UInt8]) { collected.withLock { $0 += chunk } }

    var bytes: [UInt8] { collected.withLock { $0 } }
}
