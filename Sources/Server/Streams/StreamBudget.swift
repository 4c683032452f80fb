import Synchronization

/// Bounds the responses that wait for builds: each holds a connection for as long as its build takes.
final class StreamBudget: Sendable {
    /// Holds a place until it is released, with whatever refers to it.
    final class Place: Sendable {
        private let budget: StreamBudget

        fileprivate init(_ budget: StreamBudget) { self.budget = budget }

        deinit { budget.used.withLock { $0 -= 1 } }
    }

    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// Takes a place; throws ``APIError/busy`` where none is left.
    func take() throws -> Place {
        try used.withLock { used in
            guard used < limit else { throw APIError.busy }
            used += 1
        }
        return Place(self)
    }
}
