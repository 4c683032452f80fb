package import Builds
import Bytes
import Foundation
import Processes
import Synchronization

/// The pipeline as a process of its own: the same program, told everything on its standard input.
///
/// The process that holds the publishing token and the webhook secrets starts it with an environment of a few plain
/// variables and no descriptor but the three standard ones, so that neither a bug in the pipeline nor a build that
/// escapes its sandbox finds a secret in memory, environment or descriptors.
package struct PipelineProcess: Sendable {
    /// The longest line that is accepted from the process, in bytes; the pieces of a longer one are no messages.
    private static let maximumLine = 8 << 20

    /// The program to start.
    package let executable: String
    /// The arguments that make it a pipeline.
    package let arguments: [String]

    /// Starts this very program.
    package init(executable: String = "/proc/self/exe", arguments: [String] = ["pipeline"]) {
        self.executable = executable
        self.arguments = arguments
    }

    /// Runs a job to its end. Cancelling the task kills the process and everything that it started.
    package func run(
        _ job: PipelineJob,
        onEvent: @escaping @Sendable (BuildEvent) -> Void,
        onDiagnosis: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> BuildOutput {
        let reader = MessageReader(limit: Self.maximumLine, onEvent: onEvent)
        defer { reader.diagnosis.map(onDiagnosis) }
        let command = Command(executable, arguments, environment: Self.environment)
        let termination = try await command.stream(input: Array(try JSONEncoder().encode(job))) { stream, bytes in
            if stream == .standardOutput { reader.read(bytes) } else { reader.readError(bytes) }
        }
        return try reader.result(termination)
    }

    /// What a program needs to find the system's tools and speak plainly.
    private static let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
}

/// Collects the messages of a pipeline process, which is believed only as far as its lines decode.
private final class MessageReader: Sendable {
    private struct State {
        var lines: LineSplitter
        var last: PipelineMessage?
        var isBroken = false
        var errorText: [UInt8] = []
    }

    private let onEvent: @Sendable (BuildEvent) -> Void
    private let state: Mutex<State>

    init(limit: Int, onEvent: @escaping @Sendable (BuildEvent) -> Void) {
        self.onEvent = onEvent
        state = Mutex(State(lines: LineSplitter(limit: limit)))
    }

    func read(_ bytes: [UInt8]) {
        let events = state.withLock { state in
            state.lines.append(bytes).compactMap { Self.take($0, into: &state) }
        }
        for event in events { onEvent(event) }
    }

    func readError(_ bytes: [UInt8]) {
        state.withLock { $0.errorText = ($0.errorText + bytes).suffix(4096) }
    }

    private static func take(_ line: [UInt8], into state: inout State) -> BuildEvent? {
        switch try? JSONDecoder().decode(PipelineMessage.self, from: Data(line)) {
        case .event(let event)?: return event
        case let message?: state.last = message
        case nil: state.isBroken = true
        }
        return nil
    }

    /// What the process said on standard error: for the operator.
    var diagnosis: String? {
        let text = state.withLock { $0.errorText }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self).withoutControlCharacters
    }

    func result(_ termination: Termination) throws -> BuildOutput {
        try state.withLock { state in
            switch state.last {
            case .finished(let output)? where !state.isBroken && termination == .exited(0): return output
            case .failed(let failure)? where !state.isBroken: throw failure
            default: throw BuildFailure(.internalError, "the pipeline process ended without a result")
            }
        }
    }
}
