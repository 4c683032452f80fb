import Logging
import ServiceLifecycle
import Store

/// Works for as long as there is work, and then waits until the store changes or it is time to look again.
struct WorkLoop {
    let store: BuildStore
    /// What is signalled when there may be work.
    let topic: ChangeFeed.Topic
    let settings: QueueSettings
    let logger: Logger
    /// What is logged when `once` throws; then it is tried again after a pause.
    let complaint: Logger.Message

    /// Calls `once` until the process is asked to stop; it returns whether there was anything to do.
    func run(_ once: () async throws -> Bool) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // Listened before looking: what comes in between wakes.
            let changes = store.changes.listen(to: topic)
            do {
                if try await once() { continue }
            } catch {
                logger.error(complaint, metadata: ["error": "\(error)"])
            }
            await Pause.wait(for: changes, upTo: settings.poll, settings)
        }
    }
}
