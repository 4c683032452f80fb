import Glibc
import Processes
import Testing

/// Runs this target's tests a second time as a user without privilege, where everything is done with user namespaces.
struct UnprivilegedTests {
    @Test(.enabled(if: geteuid() == 0, "already without privilege"), .timeLimit(.minutes(10)))
    func `all of it holds without privilege too`() async throws {
        let program = try #require(realpath(CommandLine.arguments[0], nil).map { String(cString: $0) })
        let output = try await Command(
            "/usr/bin/setpriv",
            [
                "--reuid", "65534", "--regid", "65534", "--clear-groups", program, "--testing-library",
                "swift-testing", "--filter", "SandboxTests",
            ],
            environment: ["PATH": "/usr/bin:/bin"]
        ).output(deadline: .seconds(100))
        let text = String(decoding: output.standardOutput + output.standardError, as: UTF8.self)
        let failures = text.split(separator: "\n").filter { $0.contains("recorded an issue") }
        #expect(output.termination.isSuccess, "\(failures.joined(separator: "\n")) \(failures.isEmpty ? text : "")")
        #expect(text.contains("IsolationTests"))
    }
}
