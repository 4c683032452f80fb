import Glibc

/// Runs one command on the calling thread: feeds it, reads from it, and ends it when time is up.
struct Supervisor {
    let command: Command
    let input: [UInt8]
    let deadline: Duration?
    let interrupt: Interrupt

    private static let chunk = 64 * 1024
    /// What may still lie in a pipe when the process has ended: its largest capacity for an unprivileged process.
    private static let pipeCapacity = 1 << 20

    func run(
        _ onOutput: (OutputStream, [UInt8]) -> Void
    ) throws(ProcessError) -> (termination: Termination, usage: ChildProcess.Usage) {
        var output = try Pipe()
        var errors = try Pipe()
        var command = self.command
        command.descriptors[1] = output.writeNumber
        command.descriptors[2] = errors.writeNumber
        // A file in memory rather than a pipe: it needs no writer, and a child that never reads it hurts nobody.
        let source = try Descriptor.memory(input)
        if !input.isEmpty { command.descriptors[0] = source.number }
        var child = try ChildProcess(command)
        // Only the child may hold the writing ends, or the streams would never end.
        output.closeWriting()
        errors.closeWriting()
        return try watch(&child, output, errors, onOutput)
    }

    private func watch(
        _ child: inout ChildProcess,
        _ output: borrowing Pipe,
        _ errors: borrowing Pipe,
        _ onOutput: (OutputStream, [UInt8]) -> Void
    ) throws(ProcessError) -> (termination: Termination, usage: ChildProcess.Usage) {
        try output.setReadNonBlocking()
        try errors.setReadNonBlocking()
        let end = deadline.map { ContinuousClock.now + $0 }
        var open = [true, true]
        while true {
            let ready = try Readiness.wait(
                for: [
                    child.handle.number, interrupt.number, open[0] ? output.readNumber : -1,
                    open[1] ? errors.readNumber : -1,
                ],
                until: end
            )
            if ready[1] || (end.map { ContinuousClock.now >= $0 } ?? false) {
                child.kill()
                _ = try child.wait()
                throw ready[1]
                    ? ProcessError(.cancelled, operation: command.executable, message: "the task was cancelled")
                    : ProcessError(.deadline, operation: command.executable, message: "ran longer than it may")
            }
            if ready[2] { open[0] = try pass(output, .standardOutput, Self.chunk, onOutput) }
            if ready[3] { open[1] = try pass(errors, .standardError, Self.chunk, onOutput) }
            if ready[0] {
                let result = try child.wait()
                if open[0] { _ = try pass(output, .standardOutput, Self.pipeCapacity, onOutput) }
                if open[1] { _ = try pass(errors, .standardError, Self.pipeCapacity, onOutput) }
                return result
            }
        }
    }

    /// Hands on at most `limit` bytes of what is there; false at the end of the stream.
    private func pass(
        _ pipe: borrowing Pipe,
        _ stream: OutputStream,
        _ limit: Int,
        _ onOutput: (OutputStream, [UInt8]) -> Void
    ) throws(ProcessError) -> Bool {
        var left = limit
        while left > 0 {
            guard let chunk = try pipe.read(min(left, Self.chunk)) else { return true }
            guard !chunk.isEmpty else { return false }
            onOutput(stream, chunk)
            left -= chunk.count
        }
        return true
    }
}
