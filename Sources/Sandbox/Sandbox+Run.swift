import Processes

extension Sandbox {
    /// Runs the command. When this returns or throws, no process of the sandbox is alive, except with the error
    /// ``SandboxError/Code/survivors``. Cancelling the task kills the sandbox and gives the reason `cancelled`.
    ///
    /// `onOutput` gets the bytes of both streams as they come, at most ``SandboxLimits/log`` in all, on a thread of the
    /// sandbox: a slow receiver slows the build down, and its time counts against the timeout.
    package func run(
        onOutput: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) async throws(SandboxError) -> SandboxResult {
        let result: Result<SandboxResult, SandboxError>
        do throws(ProcessError) {
            let interrupt = try Interrupt()
            result = try await withInterrupt(interrupt) { () throws(ProcessError) in
                try await onOwnThread { () throws(ProcessError) in
                    Result { () throws(SandboxError) in
                        try SandboxRun(self, interrupt: interrupt, onOutput: onOutput).run()
                    }
                }
            }
        } catch {
            throw SandboxError(error)
        }
        return try result.get()
    }

    /// Sets the interrupt when the task is cancelled meanwhile.
    private func withInterrupt<Value: Sendable>(
        _ interrupt: Interrupt,
        _ body: () async throws(ProcessError) -> Value
    ) async throws(ProcessError) -> Value {
        let result: Result<Value, ProcessError> = await withTaskCancellationHandler {
            do throws(ProcessError) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            interrupt.set()
        }
        return try result.get()
    }
}
