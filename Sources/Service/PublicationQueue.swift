package import Builds
package import FoundationEssentials
package import Logging
import ServiceLifecycle
package import Store

/// What became of a try to publish.
package enum PublicationOutcome: Sendable, Equatable {
    /// The release is public.
    case published(releaseURL: String?)
    /// The release will never be published.
    case failed(BuildFailure)
    /// It may work later; `after` is what the forge asked for, if it did.
    case postponed(reason: String, after: Duration?)
}

/// Publishes what the outbox holds, one release at a time, again and again until it worked or cannot work.
package struct PublicationQueue: Service {
    /// Publishes one release; everything it does must be safe to do again. A thrown error is like a postponement.
    package typealias Publisher = @Sendable (PublicationLease) async throws -> PublicationOutcome

    private let store: BuildStore
    private let publish: Publisher
    private let settings: QueueSettings
    private let backoff: Backoff
    private let logger: Logger
    private let now: @Sendable () -> Date

    /// Makes a queue; it does nothing before ``run()``.
    package init(
        store: BuildStore,
        settings: QueueSettings,
        backoff: Backoff = Backoff(),
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        publish: @escaping Publisher
    ) {
        self.store = store
        self.publish = publish
        self.settings = settings
        self.backoff = backoff
        self.logger = logger
        self.now = now
    }

    /// Publishes until the process is asked to stop.
    package func run() async throws {
        await WorkLoop(
            store: store,
            topic: .publications,
            settings: settings,
            logger: logger,
            complaint: "the outbox could not be worked on"
        ).run(runOnce)
    }

    /// Tries one publication if one is due; returns whether there was one.
    package func runOnce() async throws -> Bool {
        guard let lease = try await store.leasePublication(owner: settings.owner, duration: settings.lease) else {
            return false
        }
        guard let outcome = await attempt(lease) else {
            logger.warning("a publication was taken over", metadata: ["build": "\(lease.build.id)"])
            return true
        }
        try await record(outcome, lease)
        return true
    }

    /// Publishes while the lease is kept; `nil` where it was lost.
    private func attempt(_ lease: PublicationLease) async -> PublicationOutcome? {
        await withTaskGroup(of: PublicationOutcome?.self) { group in
            group.addTask {
                do {
                    return try await publish(lease)
                } catch let failure as BuildFailure {
                    return .failed(failure)
                } catch {
                    logger.warning(
                        "a publication failed",
                        metadata: ["build": "\(lease.build.id)", "error": "\(error)"]
                    )
                    return .postponed(reason: "the forge could not be reached or refused", after: nil)
                }
            }
            group.addTask { await keep(lease) }
            group.addTask { await awaitShutdown() }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }

    /// Returns `nil` when the lease is lost.
    private func keep(_ lease: PublicationLease) async -> PublicationOutcome? {
        while (try? await settings.sleep(settings.heartbeat)) != nil {
            do throws(StoreError) {
                try await store.heartbeat(lease, duration: settings.lease)
            } catch  where error.code == .leaseLost {
                return nil
            } catch {
                logger.warning("a lease could not be extended", metadata: ["error": "\(error)"])
            }
        }
        return nil
    }

    private func awaitShutdown() async -> PublicationOutcome? {
        guard (try? await gracefulShutdown()) != nil else { return nil }
        try? await settings.sleep(settings.grace)
        return .postponed(reason: "the publisher was stopped", after: nil)
    }

    private func record(_ outcome: PublicationOutcome, _ lease: PublicationLease) async throws {
        try await Pause.persist(settings) {
            switch outcome {
            case .published(let url):
                try await store.completePublication(lease, releaseURL: url)
            case .failed(let failure):
                try await store.failPublication(lease, failure)
            case .postponed(let reason, _) where lease.attempt >= backoff.attempts:
                let message = "the release could not be published in \(lease.attempt) attempts: \(reason)"
                try await store.failPublication(lease, BuildFailure(.publicationFailed, message))
            case .postponed(let reason, let after):
                let wait = max(after ?? .zero, backoff.wait(afterFailures: lease.attempt))
                let date = now().addingTimeInterval(wait / .seconds(1))
                try await store.postponePublication(lease, until: date, because: reason)
            }
        }
    }
}
