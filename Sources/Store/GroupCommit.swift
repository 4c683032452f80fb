import GRDB
import Synchronization

/// Puts changes that come at the same time on disk together: while one commit waits for the disk, the next changes
/// gather and share the commit after it.
///
/// Each change is a savepoint of its own, so that one that fails takes nothing with it, and is answered only when the
/// commit that holds it is on disk.
final class GroupCommit: Sendable {
    /// The most changes of one commit, so that this process's other writers get their turn.
    static let defaultLimit = 64

    /// A change that waits. Exactly one of the answer that `apply` returns and `fail` is called, once.
    private struct Change: Sendable {
        let apply: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Change] = []
        var isWriting = false
    }

    private let pool: DatabasePool
    private let limit: Int
    private let state = Mutex(State())

    /// How many changes have not been taken up.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    init(_ pool: DatabasePool, limit: Int = defaultLimit) {
        self.pool = pool
        self.limit = limit
    }

    /// Carries out `body`: what it changes is on disk when this returns, and undone when it throws.
    ///
    /// `body` may be carried out a second time after its first changes were undone.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let change = Change { database in
                let value = try body(database)
                return { continuation.resume(returning: value) }
            } fail: { error in
                continuation.resume(throwing: error)
            }
            let isFirst = state.withLock { state in
                state.waiting.append(change)
                defer { state.isWriting = true }
                return !state.isWriting
            }
            if isFirst { schedule() }
        }
    }

    /// Asks for the next turn of the connection that writes.
    private func schedule() {
        pool.asyncWriteWithoutTransaction { [self] database in
            let changes = state.withLock { state in
                defer { state.waiting.removeFirst(min(limit, state.waiting.count)) }
                return Array(state.waiting.prefix(limit))
            }
            Self.commit(changes, database)
            let isMoreWaiting = state.withLock { state in
                state.isWriting = !state.waiting.isEmpty
                return state.isWriting
            }
            if isMoreWaiting { schedule() }
        }
    }

    private static func commit(_ changes: [Change], _ database: Database) {
        var answers: [@Sendable () -> Void] = []
        var hasBegun = false
        do {
            try database.inTransaction(.immediate) {
                hasBegun = true
                answers = try changes.map { try answer($0, database) }
                return .commit
            }
        } catch  where hasBegun && changes.count > 1 {
            // Everything was undone, perhaps on account of one change: each has its own transaction now.
            for change in changes { commit([change], database) }
            return
        } catch {
            for change in changes { change.fail(error) }
            return
        }
        for answer in answers { answer() }
    }

    /// Carries out one change within the transaction; throws when SQLite gave the whole transaction up.
    private static func answer(_ change: Change, _ database: Database) throws -> @Sendable () -> Void {
        var answer: (@Sendable () -> Void)?
        do {
            try database.inSavepoint {
                answer = try change.apply(database)
                return .commit
            }
        } catch {
            // A full or broken disk ends the transaction and not just the savepoint.
            guard database.isInsideTransaction else { throw error }
            return { change.fail(error) }
        }
        return answer ?? { change.fail(StoreError(.failure, "commit", "nothing was carried out")) }
    }
}
