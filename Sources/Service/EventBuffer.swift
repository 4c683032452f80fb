import Builds
import Synchronization

/// Events between the pipeline, which cannot wait, and the store, which takes them in batches.
final class EventBuffer: Sendable {
    /// How many bytes of messages may wait for the store; what comes while it is full is dropped, and one event says so.
    static let defaultLimit = 16 << 20
    /// How many events go to the store in one transaction.
    static let batch = 512

    private struct State {
        var events: [BuildEvent] = []
        var bytes = 0
        var isDropping = false
        var isFinished = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init(limit: Int = defaultLimit) {
        self.limit = limit
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes an event; never waits.
    func add(_ event: BuildEvent) {
        state.withLock { state in
            guard !state.isFinished else { return }
            if event.kind == .log, state.bytes >= limit {
                if !state.isDropping { state.events.append(BuildEvent(.info, "Output came too fast; some is missing")) }
                state.isDropping = true
                return
            }
            state.isDropping = false
            state.events.append(event)
            state.bytes += event.message.utf8.count
        }
        continuation.yield()
    }

    /// No more events will come.
    func finish() {
        state.withLock { $0.isFinished = true }
        continuation.finish()
    }

    /// Hands every event to `store`, in order, until ``finish()`` was called and none is left.
    func drain(into store: ([BuildEvent]) async throws -> Void) async throws {
        for await _ in wakes { try await empty(into: store) }
        try await empty(into: store)
    }

    private func empty(into store: ([BuildEvent]) async throws -> Void) async throws {
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.events.prefix(Self.batch))
                state.events.removeFirst(batch.count)
                state.bytes -= batch.reduce(0) { $0 + $1.message.utf8.count }
                return batch
            }
            guard !batch.isEmpty else { return }
            try await store(batch)
        }
    }
}
