import Dispatch
import Foundation

/// Runs work that Ctrl-C and SIGTERM cancel, so that it can clean up after itself.
enum Interruptible {
    /// Runs `body` in a task that the first signal cancels; a second one ends the program as usual.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async -> Result<Value, any Error> {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                signal(number, SIG_DFL)
                task.cancel()
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        }
        return await task.result
    }
}
