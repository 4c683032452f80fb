import Builds
import Foundation
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct DeliveryTests {
    private func build(_ outcome: DeliveryOutcome) throws -> BuildID {
        switch outcome {
        case .queued(let id), .known(let id), .retried(let id): id
        case .nothing: throw CancellationError()
        }
    }

    private func fail(_ store: BuildStore) async throws {
        let lease = try #require(try await store.leaseBuild(owner: "worker", duration: .seconds(60)))
        _ = try await store.finish(lease, .failure(BuildFailure(.timeout, "too long")))
    }

    @Test func `a delivery and its build are there together after reopening`() async throws {
        let id = try build(try await Fixture.store().acceptDelivery(Fixture.delivery("a")))
        let reopened = try Fixture.store()
        let record = try await reopened.build(id)
        #expect(record.origin == .webhook)
        #expect(record.status == .queued)
        #expect(try await reopened.acceptDelivery(Fixture.delivery("a")) == .known(id))
    }

    @Test func `copies lead to one build, by delivery or by ref and object`() async throws {
        let store = try Fixture.store()
        let id = try build(try await store.acceptDelivery(Fixture.delivery("a")))
        #expect(try await store.acceptDelivery(Fixture.delivery("a")) == .known(id))
        #expect(try await store.acceptDelivery(Fixture.delivery("b")) == .known(id))
        #expect(try await store.acceptDelivery(Fixture.delivery("c", event: "create")) == .known(id))
        #expect(try await store.builds(BuildFilter(publicOnly: false)).builds.count == 1)
    }

    @Test func `a delivery's name, which nobody signs, does not make another change a copy`() async throws {
        let store = try Fixture.store()
        let first = try build(try await store.acceptDelivery(Fixture.delivery("a")))
        var other = try Fixture.delivery("a", tag: "v2")
        other.body = Array("{ }".utf8)
        let second = try build(try await store.acceptDelivery(other))
        #expect(first != second)
        #expect(try await store.acceptDelivery(other) == .known(second))
        #expect(try await store.acceptDelivery(Fixture.delivery("a")) == .known(first))
    }

    @Test func `another object, ref or repository is another build`() async throws {
        let store = try Fixture.store()
        let ids = [
            try build(try await store.acceptDelivery(Fixture.delivery("a"))),
            try build(
                try await store.acceptDelivery(Fixture.delivery("b", object: String(repeating: "2", count: 40)))
            ),
            try build(try await store.acceptDelivery(Fixture.delivery("c", tag: "v2"))),
            // The same delivery name from another repository is no copy: its owner cannot answer for this one.
            try build(try await store.acceptDelivery(Fixture.delivery("a", repository: "2"))),
        ]
        #expect(Set(ids).count == 4)
    }

    @Test func `copies that arrive at once start one build`() async throws {
        let stores = [try Fixture.store(), try Fixture.store()]
        let outcomes = try await withThrowingTaskGroup(of: DeliveryOutcome.self) { group in
            for number in 0..<16 {
                group.addTask {
                    try await stores[number % 2].acceptDelivery(
                        Fixture.delivery(number < 8 ? "same" : "copy \(number)")
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(try outcomes.map(build)).count == 1)
        #expect(outcomes.count { if case .queued = $0 { true } else { false } } == 1)
    }

    @Test func `redelivery tries a failed build again, a first create event does not`() async throws {
        let store = try Fixture.store()
        let first = try build(try await store.acceptDelivery(Fixture.delivery("a")))
        try await fail(store)
        #expect(try await store.acceptDelivery(Fixture.delivery("b", event: "create")) == .known(first))
        let second = try await store.acceptDelivery(Fixture.delivery("a"))
        #expect(second == .retried(try build(second)))
        #expect(try build(second) != first)
        #expect(try await store.acceptDelivery(Fixture.delivery("a")) == second.known)
        try await fail(store)
        // Gitea replays a delivery under a new name.
        let third = try await store.acceptDelivery(Fixture.delivery("d"))
        #expect(third == .retried(try build(third)))
        #expect(try await store.build(build(third)).retryOf == build(second))
    }

    @Test func `an event that starts nothing is recorded, and looked at afresh when it asks for a build`() async throws
    {
        let store = try Fixture.store()
        var delivery = try Fixture.delivery("a")
        delivery.change = nil
        #expect(try await store.acceptDelivery(delivery) == .nothing)
        #expect(try await store.acceptDelivery(delivery) == .nothing)
        let id = try build(try await store.acceptDelivery(Fixture.delivery("a")))
        #expect(try await store.acceptDelivery(Fixture.delivery("a")) == .known(id))
    }

    @Test func `a status is told until it is settled`() async throws {
        let clock = ManualClock()
        let store = try Fixture.store(clock)
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        #expect(try await store.dueReports().isEmpty)
        let id = try build(try await store.acceptDelivery(Fixture.delivery("a")))
        let report = try #require(try await store.dueReports().first)
        #expect(report.build.id == id)
        try await store.postpone(report, until: clock.now.addingTimeInterval(5))
        #expect(try await store.dueReports().isEmpty)
        clock.advance(by: 5)
        let again = try #require(try await store.dueReports().first)
        #expect(again.failures == 1)
        // The build moved on meanwhile: what was told is the former status, so there is something to tell still.
        _ = try await store.cancel(id)
        try await store.settle(again)
        let last = try #require(try await store.dueReports().first)
        #expect(last.build.status == .cancelled)
        try await store.settle(last)
        #expect(try await store.dueReports().isEmpty)
        #expect(try await store.nextReportDate() == nil)
    }
}

extension DeliveryOutcome {
    /// What a copy of a delivery with this outcome leads to.
    fileprivate var known: DeliveryOutcome {
        switch self {
        case .queued(let id), .known(let id), .retried(let id): .known(id)
        case .nothing: .nothing
        }
    }
}
