import Glibc
import Processes
import Testing

/// Counts what the whole process holds, so nothing else of this target may run beside it.
@Suite(.timeLimit(.minutes(10)))
struct LeakTests {
    @Test func `neither a descriptor nor a zombie is left`() async throws {
        await #expect(processExitsWith: .success) {
            func descriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
            _ = try await Command("/bin/true").output()
            let before = descriptors()
            for _ in 0..<20 {
                _ = try await Command("/bin/sh", ["-c", "echo a; echo b >&2"]).output(input: [1])
                _ = try? await Command("/nonexistent").output()
                _ = try? await Command("/bin/sleep", ["600"]).output(deadline: .milliseconds(1))
            }
            precondition(descriptors() == before, "\(descriptors()) descriptors, \(before) before")
            precondition(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD, "a child was left")
        }
    }
}
