import Dispatch
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct GroupCommitTests {
    private struct Refusal: Error {}

    /// Counts the transactions that a connection commits.
    private final class CommitCounter: TransactionObserver {
        // Only the connection that writes calls it, and it is read on that connection.
        var count = 0
        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ database: Database) { count += 1 }
        func databaseDidRollback(_ database: Database) {}
    }

    /// Holds the connection that writes until all changes wait, so that they are taken up together.
    private func together(
        _ pool: DatabasePool,
        _ group: GroupCommit,
        _ changes: [@Sendable (Database) throws -> Void]
    ) async -> [Result<Void, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        return await withTaskGroup(of: (Int, Result<Void, any Error>).self) { tasks in
            for (index, change) in changes.enumerated() {
                tasks.addTask {
                    let result: Result<Void, any Error>
                    do { result = .success(try await group.write(change)) } catch { result = .failure(error) }
                    return (index, result)
                }
            }
            while group.waitingCount < changes.count { await Task.yield() }
            gate.signal()
            var results = [Result<Void, any Error>](repeating: .failure(Refusal()), count: changes.count)
            for await (index, result) in tasks { results[index] = result }
            return results
        }
    }

    private func pool() throws -> DatabasePool {
        let pool = try DatabasePool(path: ScratchDirectory.current.path("group.db"))
        try pool.write { try $0.execute(sql: "CREATE TABLE entries (number INTEGER PRIMARY KEY, body BLOB)") }
        return pool
    }

    private static func insert(_ number: Int, size: Int = 0) -> @Sendable (Database) throws -> Void {
        { try $0.execute(sql: "INSERT INTO entries VALUES (?, zeroblob(?))", arguments: [number, size]) }
    }

    private func numbers(_ pool: DatabasePool) async throws -> [Int] {
        try await pool.read { try Int.fetchAll($0, sql: "SELECT number FROM entries ORDER BY number") }
    }

    @Test func `changes that wait share a commit, up to the limit`() async throws {
        let pool = try pool()
        let counter = CommitCounter()
        pool.add(transactionObserver: counter)
        let results = await together(pool, GroupCommit(pool, limit: 10), (1...25).map { Self.insert($0) })
        #expect(results.allSatisfy { (try? $0.get()) != nil })
        #expect(try await numbers(pool) == Array(1...25))
        #expect(counter.count == 3)
    }

    @Test func `a change that fails is undone and takes no other with it`() async throws {
        let pool = try pool()
        let failing: @Sendable (Database) throws -> Void = { database in
            try Self.insert(2)(database)
            throw Refusal()
        }
        let results = await together(pool, GroupCommit(pool), [Self.insert(1), failing, Self.insert(3)])
        #expect(throws: Refusal.self) { try results[1].get() }
        #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
        #expect(try await numbers(pool) == [1, 3])
    }

    @Test func `a change that fills the disk takes no other with it`() async throws {
        let pool = try pool()
        try await pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
        }
        let changes = [Self.insert(1), Self.insert(2, size: 1 << 20), Self.insert(3)]
        let results = await together(pool, GroupCommit(pool), changes)
        #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
        #expect(try await numbers(pool) == [1, 3])
    }

    @Test func `a commit that fails is nobody's success, and is tried for each alone`() async throws {
        let pool = try pool()
        try await pool.write { database in
            let reference = "REFERENCES entries (number) DEFERRABLE INITIALLY DEFERRED"
            try database.execute(sql: "CREATE TABLE notes (number INTEGER \(reference))")
        }
        let dangling: @Sendable (Database) throws -> Void = { database in
            try database.execute(sql: "INSERT INTO notes VALUES (99)")
        }
        let results = await together(pool, GroupCommit(pool), [Self.insert(1), dangling, Self.insert(3)])
        #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
        #expect(try await numbers(pool) == [1, 3])
    }
}
