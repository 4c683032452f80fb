import ServiceLifecycle
import Store

/// Waiting that ends early.
enum Pause {
    /// Returns when `changes` has an element, `duration` has passed, or the process is asked to stop.
    static func wait(for changes: AsyncStream<Void>, upTo duration: Duration, _ settings: QueueSettings) async {
        await race(
            { for await _ in changes { return } },
            { try? await settings.sleep(duration) },
            { try? await gracefulShutdown() }
        )
    }

    /// Returns when the first of `tasks` does, after the others, cancelled, have returned too.
    static func race(_ tasks: (@Sendable () async -> Void)...) async {
        await withTaskGroup(of: Void.self) { group in
            for task in tasks { group.addTask { await task() } }
            await group.next()
            group.cancelAll()
        }
    }

    /// Tries `operation` until it works, as long as it fails for want of disk space or because the store is busy.
    static func persist<Value: Sendable>(
        _ settings: QueueSettings,
        _ operation: @Sendable () async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                return try await operation()
            } catch let error as StoreError where error.isTransient {
                try await settings.sleep(settings.poll)
            }
        }
    }
}
