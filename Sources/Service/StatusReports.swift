import Builds
package import FoundationEssentials
package import Logging
import ServiceLifecycle
package import Store

/// Tells forges how the builds stand that their webhooks started.
///
/// What is to be told is worked out from the builds themselves, so that a restart loses nothing; a status that has
/// been overtaken by the next is skipped.
package struct StatusReports: Service {
    /// Tells one build's present status; a thrown error means that it is tried again later.
    package typealias Report = @Sendable (BuildRecord) async throws -> Void

    private let store: BuildStore
    private let report: Report
    private let settings: QueueSettings
    private let backoff: Backoff
    private let logger: Logger
    private let now: @Sendable () -> Date

    /// Makes the service; it does nothing before ``run()``.
    package init(
        store: BuildStore,
        settings: QueueSettings,
        backoff: Backoff = Backoff(attempts: 8),
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        report: @escaping Report
    ) {
        self.store = store
        self.report = report
        self.settings = settings
        self.backoff = backoff
        self.logger = logger
        self.now = now
    }

    /// Reports until the process is asked to stop.
    package func run() async throws {
        await WorkLoop(
            store: store,
            topic: .reports,
            settings: settings,
            logger: logger,
            complaint: "statuses could not be worked on"
        ).run(runOnce)
    }

    /// Makes the reports that are due; returns whether there were any.
    package func runOnce() async throws -> Bool {
        let reports = try await store.dueReports()
        for due in reports {
            do {
                try await report(due.build)
                try await store.settle(due)
            } catch let error as StoreError {
                throw error
            } catch {
                try await postpone(due, error)
            }
        }
        return !reports.isEmpty
    }

    private func postpone(_ due: StatusReport, _ error: any Error) async throws {
        let failures = due.failures + 1
        logger.warning("a status was not accepted", metadata: ["build": "\(due.build.id)", "error": "\(error)"])
        if failures >= backoff.attempts {
            try await store.settle(due)
        } else {
            let wait = backoff.wait(afterFailures: failures)
            try await store.postpone(due, until: now().addingTimeInterval(wait / .seconds(1)))
        }
    }
}
