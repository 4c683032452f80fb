import Builds
import Foundation
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct QueueTests {
    let clock = ManualClock()

    private func lease(_ store: BuildStore, _ owner: String = "worker") async throws -> BuildLease {
        try #require(try await store.leaseBuild(owner: owner, duration: .seconds(60)))
    }

    @Test func `the oldest build is taken first, and once`() async throws {
        let store = try Fixture.store(clock)
        let first = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        clock.advance(by: 1)
        let second = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        #expect(try await lease(store).id == first.id)
        #expect(try await lease(store).id == second.id)
        #expect(try await store.leaseBuild(owner: "worker", duration: .seconds(60)) == nil)
        #expect(try await store.build(first.id).status == .running)
    }

    @Test func `many workers of two processes never share a build`() async throws {
        let stores = [try Fixture.store(clock), try Fixture.store(clock)]
        for _ in 0..<20 { _ = try await stores[0].createBuild(Fixture.request, subject: Fixture.subject) }
        let taken = try await withThrowingTaskGroup(of: [BuildID].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var mine: [BuildID] = []
                    while let lease = try await stores[worker % 2].leaseBuild(
                        owner: "\(worker)",
                        duration: .seconds(60)
                    ) {
                        mine.append(lease.id)
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 20)
        #expect(Set(taken).count == 20)
    }

    @Test func `what a holder that is gone had is taken over at once`() async throws {
        let store = try Fixture.store(clock)
        for _ in 0..<2 { _ = try await store.createBuild(Fixture.request, subject: Fixture.subject) }
        let lost = try await lease(store, "host/1/0")
        let held = try await lease(store, "host/2/0")
        try await store.endLeases { $0 == "host/1/0" }
        let taken = try await lease(store, "host/3/0")
        #expect(taken.id == lost.id)
        #expect(taken.build.attempt == 2)
        #expect(try await store.leaseBuild(owner: "host/3/0", duration: .seconds(60)) == nil)
        #expect(try await store.heartbeat(held, duration: .seconds(60)) == .held)
        await #expect(throws: StoreError.self) { try await store.heartbeat(lost, duration: .seconds(60)) }
    }

    @Test func `a worker that was given up cannot write any more`() async throws {
        let store = try Fixture.store(clock)
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let lost = try await lease(store, "lost")
        clock.advance(by: 61)
        let taken = try await lease(store, "new")
        #expect(taken.fencingToken > lost.fencingToken)
        #expect(taken.build.attempt == 2)
        for attempt: () async throws -> Void in [
            { _ = try await store.heartbeat(lost, duration: .seconds(60)) },
            { try await store.append([BuildEvent(.log, "late")], to: lost) },
            { _ = try await store.finish(lost, .success(Fixture.output, publication: nil)) },
            { try await store.release(lost) },
        ] {
            let error = await #expect(throws: StoreError.self) { try await attempt() }
            #expect(error?.code == .leaseLost)
        }
        #expect(try await store.events(of: build.id, after: 0).events.isEmpty)
        try await store.append([BuildEvent(.log, "in time")], to: taken)
    }

    @Test func `a heartbeat keeps a build`() async throws {
        let store = try Fixture.store(clock)
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let held = try await lease(store)
        clock.advance(by: 50)
        #expect(try await store.heartbeat(held, duration: .seconds(60)) == .held)
        clock.advance(by: 50)
        #expect(try await store.leaseBuild(owner: "other", duration: .seconds(60)) == nil)
    }

    @Test func `a build that keeps losing its workers fails in the end`() async throws {
        let store = try Fixture.store(clock)
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        for _ in 0..<BuildStore.defaultAttemptLimit {
            _ = try await lease(store)
            clock.advance(by: 61)
        }
        #expect(try await store.leaseBuild(owner: "worker", duration: .seconds(60)) == nil)
        let record = try await store.build(build.id)
        #expect(record.status == .failed)
        #expect(record.failure?.code == .internalError)
    }

    @Test func `giving a build back costs it no attempt`() async throws {
        let store = try Fixture.store(clock)
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        for _ in 0..<10 { try await store.release(try await lease(store)) }
        #expect(try await lease(store).build.attempt == 1)
    }

    @Test func `a waiting build is cancelled at once, a running one by its worker`() async throws {
        let store = try Fixture.store(clock)
        let waiting = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        #expect(try await store.cancel(waiting.id).status == .cancelled)
        let running = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let held = try await lease(store)
        #expect(try await store.cancel(running.id).status == .running)
        #expect(try await store.heartbeat(held, duration: .seconds(60)) == .cancelRequested)
        #expect(try await store.finish(held, .cancelled).status == .cancelled)
        let error = await #expect(throws: StoreError.self) { try await store.cancel(running.id) }
        #expect(error?.code == .conflict)
    }

    @Test func `only what failed or was cancelled is tried again`() async throws {
        let store = try Fixture.store(clock)
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        await #expect(throws: StoreError.self) { try await store.retry(build.id) }
        _ = try await store.finish(try await lease(store), .failure(BuildFailure(.timeout, "too long")))
        let retry = try await store.retry(build.id)
        #expect(retry.retryOf == build.id)
        #expect(retry.request == build.request)
        #expect(retry.status == .queued)
    }

    @Test func `events have numbers without gaps`() async throws {
        let store = try Fixture.store(clock)
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let held = try await lease(store)
        try await store.append([BuildEvent(.info, "one"), BuildEvent(.log, "two")], to: held)
        try await store.append([BuildEvent(.log, "three")], to: held)
        let all = try await store.events(of: build.id, after: 0)
        #expect(all.events.map(\.sequence) == [1, 2, 3])
        #expect(all.events.map(\.event.message) == ["one", "two", "three"])
        #expect(all.build.lastEvent == 3)
        #expect(try await store.events(of: build.id, after: 2).events.map(\.event.message) == ["three"])
        #expect(try await store.events(of: build.id, after: 0, limit: 1).events.count == 1)
        #expect(try await store.events(of: build.id, after: .max).events.isEmpty)
    }

    @Test func `output past the limit is dropped, news of stages is not`() async throws {
        let store = try Fixture.store(clock)
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let held = try await lease(store)
        let events = (0..<10).map { BuildEvent(.log, "line \($0)") } + [BuildEvent(.info, "Attesting")]
        try await store.append(events, to: held, countLimit: 3)
        let messages = try await store.events(of: build.id, after: 0).events.map(\.event.message)
        #expect(messages.count == 5)
        #expect(messages.prefix(3) == ["line 0", "line 1", "line 2"])
        #expect(messages.last == "Attesting")
    }

    @Test func `a long line is cut between characters`() async throws {
        let store = try Fixture.store(clock)
        let build = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let held = try await lease(store)
        try await store.append([BuildEvent(.log, "x" + String(repeating: "é", count: 4096))], to: held)
        let message = try #require(try await store.events(of: build.id, after: 0).events.first?.event.message)
        #expect(message.utf8.count == BuildEvent.maximumLogMessage - 1)
        #expect(message.hasSuffix("é"))
    }

    @Test func `success with a publication is success only once it is published`() async throws {
        let store = try Fixture.store(clock)
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let outcome = BuildOutcome.success(Fixture.output, publication: try Fixture.publication())
        let build = try await store.finish(try await lease(store), outcome)
        #expect(build.status == .publishing)
        #expect(build.output == Fixture.output)

        let first = try #require(try await store.leasePublication(owner: "publisher", duration: .seconds(60)))
        #expect(first.request == (try Fixture.publication()))
        #expect(try await store.leasePublication(owner: "publisher", duration: .seconds(60)) == nil)
        try await store.postponePublication(first, until: clock.now.addingTimeInterval(10), because: "502")
        #expect(try await store.leasePublication(owner: "publisher", duration: .seconds(60)) == nil)
        #expect(try await store.nextPublicationDate() == clock.now.addingTimeInterval(10))

        clock.advance(by: 10)
        let second = try #require(try await store.leasePublication(owner: "publisher", duration: .seconds(60)))
        #expect(second.attempt == 2)
        await #expect(throws: StoreError.self) { try await store.completePublication(first, releaseURL: nil) }
        try await store.completePublication(second, releaseURL: "https://forge.test/o/r/releases/v1")
        #expect(try await store.build(build.id).status == .success)
        #expect(try await store.publication(of: build.id)?.releaseURL == "https://forge.test/o/r/releases/v1")
    }

    @Test func `a publisher that vanished is replaced`() async throws {
        let store = try Fixture.store(clock)
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let outcome = BuildOutcome.success(Fixture.output, publication: try Fixture.publication())
        let build = try await store.finish(try await lease(store), outcome)
        let lost = try #require(try await store.leasePublication(owner: "lost", duration: .seconds(60)))
        clock.advance(by: 61)
        let taken = try #require(try await store.leasePublication(owner: "new", duration: .seconds(60)))
        await #expect(throws: StoreError.self) { try await store.failPublication(lost, BuildFailure(.tagMoved, "")) }
        try await store.failPublication(taken, BuildFailure(.tagMoved, "the tag moved"))
        let record = try await store.build(build.id)
        #expect(record.status == .failed)
        #expect(record.failure?.code == .tagMoved)
        #expect(record.output == Fixture.output)
    }
}
