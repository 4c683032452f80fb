package import Logging
import ServiceLifecycle
package import Store

/// Takes builds from the store, one a worker, and has them carried out.
package struct BuildQueue: Service {
    let store: BuildStore
    let runner: any BuildRunner
    let settings: QueueSettings
    let logger: Logger

    /// Makes a queue; it does nothing before ``run()``.
    package init(store: BuildStore, runner: any BuildRunner, settings: QueueSettings, logger: Logger) {
        self.store = store
        self.runner = runner
        self.settings = settings
        self.logger = logger
    }

    /// Works until the process is asked to stop; what still runs after the grace time goes back to the queue.
    package func run() async throws {
        let loop = WorkLoop(
            store: store,
            topic: .queue,
            settings: settings,
            logger: logger,
            complaint: "no build could be taken"
        )
        await withTaskGroup(of: Void.self) { group in
            for slot in 0..<settings.workers { group.addTask { await loop.run { try await runOnce(slot: slot) } } }
        }
    }

    /// Carries out one build if one waits; returns whether there was one.
    package func runOnce(slot: Int = 0) async throws -> Bool {
        guard let lease = try await store.leaseBuild(owner: owner(slot), duration: settings.lease) else { return false }
        await RunningBuild(queue: self, lease: lease, slot: slot).run()
        return true
    }

    private func owner(_ slot: Int) -> String { "\(settings.owner)/\(slot)" }
}
