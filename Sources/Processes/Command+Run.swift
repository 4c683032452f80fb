/// Which of a child's two streams a chunk came from.
package enum OutputStream: Sendable, Hashable {
    case standardOutput, standardError
}

/// What a command wrote, and how it ended.
package struct CommandOutput: Sendable {
    /// How the command ended.
    package var termination: Termination
    /// The first bytes of its output, at most the limit.
    package var standardOutput: [UInt8] = []
    /// The first bytes of its error output, at most the limit.
    package var standardError: [UInt8] = []
    /// Whether more output came than the limit allowed; what came after was thrown away.
    package var isTruncated = false
    /// What the command used.
    package var usage: ChildProcess.Usage
}

extension Command {
    /// The most bytes kept of each stream unless told.
    package static let defaultOutputLimit = 1 << 20

    /// Runs the command to its end and keeps the first `limit` bytes of each stream. Cancelling the task or reaching
    /// the deadline kills the whole group and throws. Streams that a surviving descendant holds open are not waited for.
    package func output(
        limit: Int = defaultOutputLimit,
        input: [UInt8] = [],
        deadline: Duration? = nil
    ) async throws(ProcessError) -> CommandOutput {
        try await run(input: input, deadline: deadline) { command, interrupt throws(ProcessError) in
            let collected = Collected(limit: limit)
            let supervisor = Supervisor(command: command, input: input, deadline: deadline, interrupt: interrupt)
            let (termination, usage) = try supervisor.run { collected.append($1, to: $0) }
            return collected.output(termination, usage)
        }
    }

    /// Runs the command to its end and hands over chunks as they come, on a thread of their own: a slow receiver slows
    /// the command down. Cancelling the task or reaching the deadline kills the whole group and throws.
    package func stream(
        input: [UInt8] = [],
        deadline: Duration? = nil,
        onOutput: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async throws(ProcessError) -> Termination {
        try await run(input: input, deadline: deadline) { command, interrupt throws(ProcessError) in
            let supervisor = Supervisor(command: command, input: input, deadline: deadline, interrupt: interrupt)
            return try supervisor.run(onOutput).termination
        }
    }

    private func run<Value: Sendable>(
        input: [UInt8],
        deadline: Duration?,
        _ body: @escaping @Sendable (Command, Interrupt) throws(ProcessError) -> Value
    ) async throws(ProcessError) -> Value {
        let interrupt = try Interrupt()
        let result: Result<Value, ProcessError> = await withTaskCancellationHandler {
            do throws(ProcessError) {
                return .success(try await onOwnThread { () throws(ProcessError) in try body(self, interrupt) })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            interrupt.set()
        }
        return try result.get()
    }
}

/// Output kept up to a limit; used by one thread.
private final class Collected {
    private let limit: Int
    private var kept: [OutputStream: [UInt8]] = [:]
    private var isTruncated = false

    init(limit: Int) { self.limit = limit }

    func append(_ chunk: [UInt8], to stream: OutputStream) {
        let room = limit - kept[stream, default: []].count
        kept[stream, default: []] += chunk.prefix(room)
        if chunk.count > room { isTruncated = true }
    }

    func output(_ termination: Termination, _ usage: ChildProcess.Usage) -> CommandOutput {
        CommandOutput(
            termination: termination,
            standardOutput: kept[.standardOutput] ?? [],
            standardError: kept[.standardError] ?? [],
            isTruncated: isTruncated,
            usage: usage
        )
    }
}
