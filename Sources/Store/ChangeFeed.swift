package import Builds
import Synchronization

/// Wakes tasks of this process when something in the store changed.
///
/// It carries no data: whoever wakes reads the store again, so that a missed or doubled signal does no harm. Changes
/// that another process makes are not seen here; waiters look at the store from time to time as well.
package final class ChangeFeed: Sendable {
    /// What may change.
    package enum Topic: Hashable, Sendable {
        /// A build is waiting for a worker.
        case queue
        /// A publication is waiting.
        case publications
        /// A build's status has to be told to its forge.
        case reports
        /// Somebody asked to cancel this build.
        case cancellation(BuildID)
        /// This build has new events or another status.
        case build(BuildID)
    }

    private struct State {
        var nextKey = 0
        var listeners: [Topic: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    /// Makes a feed without listeners.
    package init() {}

    /// A stream with an element after each change since the last one that was taken; it ends only with its consumer.
    package func listen(to topic: Topic) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let key = state.withLock { state in
                state.nextKey += 1
                state.listeners[topic, default: [:]][state.nextKey] = continuation
                return state.nextKey
            }
            continuation.onTermination = { [weak self] _ in self?.remove(key, from: topic) }
        }
    }

    /// Wakes everyone who listens to `topic`.
    package func signal(_ topic: Topic) {
        let listeners = state.withLock { $0.listeners[topic].map { Array($0.values) } ?? [] }
        for listener in listeners { listener.yield() }
    }

    private func remove(_ key: Int, from topic: Topic) {
        state.withLock { state in
            state.listeners[topic]?[key] = nil
            if state.listeners[topic]?.isEmpty == true { state.listeners[topic] = nil }
        }
    }
}
