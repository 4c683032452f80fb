import Foundation
import TestSupport

/// The program under test, as it was built beside this test bundle.
enum AssayProgram {
    /// The longest that one run may take, in seconds.
    private static let timeout = 120

    /// The built program; throws where there is none.
    static func path() throws -> String {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("assay").path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw ProgramMissing(path: path) }
        return path
    }

    /// What the program finds in its environment, besides what a test adds.
    static func environment(_ more: [String: String] = [:]) -> [String: String] {
        let plain = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"]
        return plain.merging(more) { _, new in new }
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> ProgramRun {
        try await program("/usr/bin/timeout", ["--kill-after=5", "\(timeout)", path()] + arguments, environment)
    }

    /// Runs any program to its end, on a thread that may block.
    static func program(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String] = [:],
        input: [UInt8] = []
    ) async throws -> ProgramRun {
        let environment = Self.environment(environment)
        return try await blocking { try ProgramRun(path, arguments, environment: environment, input: input) }
    }
}

/// There is nothing to test.
struct ProgramMissing: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path) is missing: the package's tests drive the built program, so build it first" }
}

/// Runs something that blocks on a thread of its own.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Asks again and again, a bounded number of times, until there is an answer.
func eventually<Value>(_ question: String, _ answer: () async throws -> Value?) async throws -> Value {
    for _ in 0..<2000 {
        if let value = try await answer() { return value }
        try await Task.sleep(for: .milliseconds(25))
    }
    throw NeverHappened(question: question)
}

/// Something that was waited for did not come.
struct NeverHappened: Error, CustomStringConvertible {
    let question: String

    var description: String { "it never happened: \(question)" }
}
