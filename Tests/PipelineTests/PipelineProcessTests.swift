import Builds
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// What is believed of a process that says it is the pipeline.
@Suite(.scratchDirectory, .timeLimit(.minutes(5)))
struct PipelineProcessTests {
    private static let failure = PipelineMessage.failed(BuildFailure(.timeout, "too long"))

    private func line(_ message: PipelineMessage) throws -> String {
        String(decoding: try JSONEncoder().encode(message), as: UTF8.self) + "\n"
    }

    /// Runs a shell script in place of the pipeline; what it threw, its events and what the operator was told.
    private func run(
        _ script: String,
        says text: String
    ) async throws -> (failure: BuildFailure?, events: [String], diagnosis: String?) {
        let file = try ScratchDirectory.current.write(text, to: "messages")
        let process = PipelineProcess(
            executable: "/bin/sh",
            arguments: ["-c", "exec 3<'\(file)'; cat >/dev/null; \(script)"]
        )
        let job = PipelineJob(
            request: BuildRequest(source: .upload(UploadRequest(sha256: "", size: 0))),
            settings: PipelineSettings(platform: "simulated", builderBase: "urn:x"),
            slot: 0,
            workDirectory: "/nonexistent",
            outputDirectory: "/nonexistent"
        )
        let events = Mutex<[String]>([])
        let diagnosis = Mutex<String?>(nil)
        let failure = await #expect(throws: BuildFailure.self) {
            try await process.run(job) { event in
                events.withLock { $0.append(event.message) }
            } onDiagnosis: { text in
                diagnosis.withLock { $0 = text }
            }
        }
        return (failure, events.withLock { $0 }, diagnosis.withLock { $0 })
    }

    @Test func `messages arrive however they are cut`() async throws {
        let events = (0..<20).map { "event \($0) " + String(repeating: "é", count: 10_000) }
        let text = try events.map { try line(.event(BuildEvent(.log, $0))) }.joined() + line(Self.failure)
        let outcome = try await run("dd bs=777 status=none <&3", says: text)
        #expect(outcome.events == events)
        #expect(outcome.failure?.code == .timeout)
    }

    @Test func `a message without its end, or one that is none, is not believed`() async throws {
        let whole = try line(Self.failure)
        for text in [String(whole.dropLast()), "not JSON\n" + whole, whole + "{}\n", ""] {
            let outcome = try await run("cat <&3", says: text)
            #expect(outcome.failure?.code == .internalError, "\(text)")
        }
    }

    @Test func `a line without end is neither kept nor believed`() async throws {
        let outcome = try await run("head -c 40000000 /dev/zero; echo; cat <&3", says: try line(Self.failure))
        #expect(outcome.failure?.code == .internalError)
        #expect(outcome.events.isEmpty)
    }

    @Test func `what it says on standard error is one line for the operator`() async throws {
        let outcome = try await run("printf 'a\\n\\033[2Jb\\342\\200\\256c' >&2; cat <&3", says: try line(Self.failure))
        #expect(outcome.diagnosis == "a\u{FFFD}\u{FFFD}[2Jb\u{FFFD}c")
    }
}
