import Builds
import FoundationEssentials
import Logging
import Service
import Store
import Synchronization
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct OutboxTests {
    /// A store with one publication that waits, whose clock never moves.
    private func store(at now: Date) async throws -> (store: BuildStore, build: BuildID) {
        let store = try BuildStore(path: ScratchDirectory.current.path("assay.db")) { now }
        let build = try await Fixture.create(store, publish: true)
        let queue = BuildQueue(
            store: store,
            runner: ClosureRunner { _, _ in Fixture.output(ref: RefName.tag("v1")) },
            settings: Fixture.settings(),
            logger: Fixture.logger
        )
        _ = try await queue.runOnce()
        return (store, build.id)
    }

    private func outbox(
        _ store: BuildStore,
        at now: Date,
        backoff: Backoff = Backoff(),
        _ publish: @escaping PublicationQueue.Publisher
    ) -> PublicationQueue {
        PublicationQueue(
            store: store,
            settings: Fixture.settings(),
            backoff: backoff,
            logger: Fixture.logger,
            now: { now },
            publish: publish
        )
    }

    @Test func `a release that is public makes the build a success`() async throws {
        let now = Date()
        let (store, build) = try await store(at: now)
        let outbox = outbox(store, at: now) { lease in
            #expect(lease.request.ref.description == "refs/tags/v1")
            return .published(releaseURL: "https://forge.test/r")
        }
        #expect(try await outbox.runOnce())
        #expect(try await outbox.runOnce() == false)
        #expect(try await store.build(build).status == .success)
    }

    @Test func `a forge that is down is asked again later, as late as it wishes`() async throws {
        let now = Date()
        let (store, build) = try await store(at: now)
        _ = try await outbox(store, at: now) { _ in .postponed(reason: "502", after: .seconds(120)) }.runOnce()
        #expect(try await store.build(build).status == .publishing)
        let next = try #require(try await store.nextPublicationDate())
        #expect(abs(next.timeIntervalSince(now) - 120) < 1)
        #expect(try await store.publication(of: build)?.lastError == "502")
    }

    @Test func `an error is a postponement and its text is not stored`() async throws {
        struct Secret: Error { let token = "hunter2" }
        let now = Date()
        let (store, build) = try await store(at: now)
        _ = try await outbox(store, at: now) { _ in throw Secret() }.runOnce()
        let publication = try #require(try await store.publication(of: build))
        #expect(publication.state == .pending)
        #expect(publication.lastError?.contains("hunter2") == false)
    }

    @Test func `giving up is a failure of the build`() async throws {
        let now = Date()
        let (store, build) = try await store(at: now)
        let backoff = Backoff(attempts: 1)
        _ = try await outbox(store, at: now, backoff: backoff) { _ in .postponed(reason: "502", after: nil) }.runOnce()
        let record = try await store.build(build)
        #expect(record.status == .failed)
        #expect(record.failure?.code == .publicationFailed)
    }

    @Test func `a moved tag is a failure at once`() async throws {
        let now = Date()
        let (store, build) = try await store(at: now)
        _ = try await outbox(store, at: now) { _ in throw BuildFailure(.tagMoved, "the tag moved") }.runOnce()
        #expect(try await store.build(build).failure?.code == .tagMoved)
    }

    @Test func `a status that a forge refuses is told again, then left`() async throws {
        let time = Mutex(Date())
        let store = try BuildStore(path: ScratchDirectory.current.path("assay.db")) { time.withLock { $0 } }
        let ref = try #require(RefName.tag("v1"))
        let change = RefChange(
            ref: ref,
            objectID: .zero,
            request: BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r"))),
            subject: BuildSubject(forge: "local", repository: "o/r", isPublic: true)
        )
        _ = try await store.acceptDelivery(
            WebhookDelivery(
                forge: "local",
                repositoryID: "1",
                deliveryID: "a",
                event: "push",
                body: [],
                change: change
            )
        )
        let calls = Mutex(0)
        let reports = StatusReports(
            store: store,
            settings: Fixture.settings(),
            backoff: Backoff(attempts: 3),
            logger: Fixture.logger,
            now: { time.withLock { $0 } },
            report: { build in
                #expect(build.status == .queued)
                calls.withLock { $0 += 1 }
                throw CancellationError()
            }
        )
        while let next = try await store.nextReportDate() {
            time.withLock { $0 = max($0, next) }
            _ = try await reports.runOnce()
        }
        #expect(calls.withLock { $0 } == 3)
    }

    @Test(arguments: [(1, 5.0), (2, 10), (3, 20), (9, 900), (1000, 900)])
    func `waits double up to a limit`(failures: Int, seconds: Double) {
        #expect(Backoff().wait(afterFailures: failures) == .seconds(seconds))
    }
}
