import Builds
import FoundationEssentials
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct FailureTests {
    @Test func `a database that another process holds is busy, and works again after`() async throws {
        let path = ScratchDirectory.current.path("assay.db")
        let store = try BuildStore(path: path, busyTimeout: 0.01)
        let delivery = try Fixture.delivery("a")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try await other.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
        }
        let error = await #expect(throws: StoreError.self) { try await store.acceptDelivery(delivery) }
        #expect(error?.code == .busy)
        #expect(error?.isTransient == true)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        guard case .queued = try await store.acceptDelivery(delivery) else {
            Issue.record("the refused delivery left something behind")
            return
        }
    }

    @Test func `a full disk stores all of a delivery or nothing`() async throws {
        let store = try Fixture.store()
        try await store.write("limit") { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 8)")
        }
        var delivery = try Fixture.delivery("a")
        delivery.body = [UInt8](repeating: 0, count: WebhookDelivery.keptBodyLimit)
        let full = delivery
        let error = await #expect(throws: StoreError.self) { try await store.acceptDelivery(full) }
        #expect(error?.code == .full)
        #expect(error?.isTransient == true)
        #expect(try await store.counts().isEmpty)
        delivery.body = []
        let small = delivery
        guard case .queued = try await store.acceptDelivery(small) else {
            Issue.record("the refused delivery left something behind")
            return
        }
    }

    @Test func `no statement that failed halfway leaves a trace`() async throws {
        let store = try Fixture.store()
        await #expect(throws: StoreError.self) {
            try await store.write("fail") { database in
                try BuildStore.insertBuild(
                    BuildID(),
                    Fixture.request,
                    .manual,
                    Fixture.subject,
                    retryOf: nil,
                    Date(),
                    database
                )
                throw CancellationError()
            }
        }
        #expect(try await store.counts().isEmpty)
    }

    @Test func `the schema refuses states that cannot be`() async throws {
        let store = try Fixture.store()
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        for statement in [
            "UPDATE builds SET status = 'running'", "UPDATE builds SET status = 'success'",
            "UPDATE builds SET status = 'unknown'", "UPDATE builds SET attempt = 'many'",
            "INSERT INTO events VALUES ('\(BuildID())', 1, 'log', 'x')",
        ] {
            await #expect(throws: StoreError.self, "\(statement)") {
                try await store.write("break") { try $0.execute(sql: statement) }
            }
        }
        #expect(try await store.build(build.id) == build)
    }
}
