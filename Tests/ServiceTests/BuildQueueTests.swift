import Builds
import Logging
import Service
import ServiceLifecycle
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct BuildQueueTests {
    private func queue(
        _ store: BuildStore,
        _ settings: QueueSettings = Fixture.settings(),
        _ body: @escaping @Sendable (BuildJob, @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildOutput
    ) -> BuildQueue {
        BuildQueue(store: store, runner: ClosureRunner(body: body), settings: settings, logger: Fixture.logger)
    }

    @Test func `a build's events and outcome are stored in order`() async throws {
        let store = try Fixture.store()
        let build = try await Fixture.create(store)
        let ran = try await queue(store) { job, onEvent in
            #expect(job.id == build.id)
            for number in 1...2000 { onEvent(BuildEvent(.log, "\(number)")) }
            return Fixture.output()
        }.runOnce()
        #expect(ran)
        let all = try await store.events(of: build.id, after: 0, limit: 4096)
        #expect(all.events.map(\.event.message) == (1...2000).map(String.init))
        #expect(all.build.status == .success)
        #expect(all.build.output == Fixture.output())
    }

    @Test func `an error that is no failure of the build is not shown`() async throws {
        struct Secret: Error { let token = "hunter2" }
        let store = try Fixture.store()
        let build = try await Fixture.create(store)
        _ = try await queue(store) { _, _ in throw Secret() }.runOnce()
        let record = try await store.build(build.id)
        #expect(record.status == .failed)
        #expect(record.failure?.code == .internalError)
        #expect(record.failure?.message.contains("hunter2") == false)
    }

    @Test func `cancelling reaches a running build at once`() async throws {
        let store = try Fixture.store()
        let build = try await Fixture.create(store)
        let queue = queue(store) { _, onEvent in
            onEvent(BuildEvent(.info, "started"))
            try await Fixture.forever(.zero)
            return Fixture.output()
        }
        async let ran = queue.runOnce()
        _ = try await Fixture.wait(store, for: build.id) { $0.lastEvent > 0 }
        _ = try await store.cancel(build.id)
        #expect(try await ran)
        #expect(try await store.build(build.id).status == .cancelled)
    }

    @Test func `a build that is stopped with the process is done again by the next`() async throws {
        let store = try Fixture.store()
        let build = try await Fixture.create(store)
        let settings = Fixture.settings { duration in
            // Only the grace time passes; nothing else is waited for in vain.
            if duration != .seconds(30) { try await Fixture.forever(duration) }
        }
        let queue = queue(store, settings) { _, onEvent in
            onEvent(BuildEvent(.info, "started"))
            try await Fixture.forever(.zero)
            return Fixture.output()
        }
        let group = ServiceGroup(services: [queue], logger: Fixture.logger)
        async let service: Void = group.run()
        _ = try await Fixture.wait(store, for: build.id) { $0.lastEvent > 0 }
        await group.triggerGracefulShutdown()
        try await service
        #expect(try await store.build(build.id).status == .queued)
        #expect(try await store.leaseBuild(owner: "next", duration: .seconds(60))?.build.attempt == 1)
    }

    @Test func `a queued build wakes an idle worker`() async throws {
        let store = try Fixture.store()
        let queue = queue(store, Fixture.settings(workers: 2)) { _, _ in Fixture.output() }
        let group = ServiceGroup(services: [queue], logger: Fixture.logger)
        async let service: Void = group.run()
        for _ in 0..<3 {
            let build = try await Fixture.create(store)
            _ = try await Fixture.wait(store, for: build.id) { $0.status == .success }
        }
        await group.triggerGracefulShutdown()
        try await service
    }

    @Test func `a worker that lost its build stops and stores nothing`() async throws {
        let store = try Fixture.store()
        let build = try await Fixture.create(store)
        let settings = QueueSettings(lease: .zero, owner: "slow", sleep: Fixture.forever)
        _ = try await queue(store, settings) { _, _ in
            // The lease has run out already; somebody else takes the build.
            let other = try await store.leaseBuild(owner: "other", duration: .seconds(60))
            #expect(other?.id == build.id)
            return Fixture.output()
        }.runOnce()
        let record = try await store.build(build.id)
        #expect(record.status == .running)
        #expect(record.attempt == 2)
    }

    @Test func `success is publishing where a tag was verified, and a failure where it was not`() async throws {
        let store = try Fixture.store()
        let tag = try #require(RefName.tag("v1"))
        let branch = try #require(RefName.branch("main"))
        let cases: [(ref: RefName?, forge: String?, status: BuildStatus, code: BuildFailure.Code?)] = [
            (tag, "local", .publishing, nil),
            (nil, "local", .failed, .tagMoved),
            (branch, "local", .failed, .tagMoved),
            (tag, nil, .failed, .publicationFailed),
        ]
        for expected in cases {
            let build = try await Fixture.create(store, publish: true, forge: expected.forge)
            _ = try await queue(store) { _, _ in Fixture.output(ref: expected.ref) }.runOnce()
            let record = try await store.build(build.id)
            #expect(record.status == expected.status)
            #expect(record.failure?.code == expected.code)
        }
    }
}
