import Builds
import Logging
import ServiceLifecycle
import Store

/// One attempt of one build, from lease to outcome.
struct RunningBuild {
    /// Why the work on a build ended.
    private enum Ending: Sendable {
        case succeeded(BuildOutput)
        case failed(BuildFailure)
        case cancelRequested
        case leaseLost
        case shutDown
        /// A watcher stopped because something else ended the build.
        case irrelevant
    }

    let queue: BuildQueue
    let lease: BuildLease
    let slot: Int

    private var store: BuildStore { queue.store }
    private var settings: QueueSettings { queue.settings }

    func run() async {
        let events = EventBuffer()
        if lease.build.attempt > 1 { events.add(BuildEvent(.info, "Attempt \(lease.build.attempt)")) }
        async let stored: Void = store(events)
        let ending = await work(events)
        events.finish()
        await stored
        do {
            try await record(ending)
        } catch let error as StoreError where error.code == .leaseLost {
            log("a build was taken over by another worker")
        } catch {
            // The lease runs out, and the build is tried again.
            log("the outcome of a build could not be stored", error)
        }
    }

    /// Runs the build beside its watchers; when the first of them ends, the others are stopped and waited for.
    private func work(_ events: EventBuffer) async -> Ending {
        await withTaskGroup(of: Ending.self) { group in
            group.addTask { await carryOut(events) }
            group.addTask { await keepLease() }
            group.addTask { await awaitShutdown() }
            var ending = Ending.irrelevant
            for await next in group {
                guard case .irrelevant = ending else { continue }
                ending = next
                if case .irrelevant = next { continue }
                group.cancelAll()
            }
            return ending
        }
    }

    private func carryOut(_ events: EventBuffer) async -> Ending {
        let job = BuildJob(id: lease.id, request: lease.build.request, attempt: lease.build.attempt, slot: slot)
        do {
            return .succeeded(try await queue.runner.run(job) { events.add($0) })
        } catch let failure as BuildFailure {
            return Task.isCancelled ? .irrelevant : .failed(failure)
        } catch {
            if Task.isCancelled { return .irrelevant }
            log("a build ended with a fault of this program", error)
            return .failed(BuildFailure(.internalError, "the build could not be carried out"))
        }
    }

    private func keepLease() async -> Ending {
        while !Task.isCancelled {
            let cancellation = store.changes.listen(to: .cancellation(lease.id))
            do throws(StoreError) {
                let state = try await store.heartbeat(lease, duration: settings.lease)
                if state == .cancelRequested { return .cancelRequested }
            } catch  where error.code == .leaseLost {
                return .leaseLost
            } catch {
                log("a lease could not be extended", error)
            }
            await Pause.race(
                { for await _ in cancellation { return } },
                { try? await settings.sleep(settings.heartbeat) }
            )
        }
        return .irrelevant
    }

    private func awaitShutdown() async -> Ending {
        guard (try? await gracefulShutdown()) != nil, (try? await settings.sleep(settings.grace)) != nil else {
            return .irrelevant
        }
        return .shutDown
    }

    private func store(_ events: EventBuffer) async {
        do {
            try await events.drain { batch in
                try await Pause.persist(settings) {
                    try await store.append(batch, to: lease)
                }
            }
        } catch {
            // Whoever took the build over writes its own events.
            log("events of a build could not be stored", error)
        }
    }

    private func record(_ ending: Ending) async throws {
        switch ending {
        case .succeeded(let output): try await finish(PublicationPlan.outcome(of: lease.build, output))
        case .failed(let failure): try await finish(.failure(failure))
        case .cancelRequested: try await finish(.cancelled)
        case .shutDown, .irrelevant: try await store.release(lease)
        case .leaseLost: log("a build was taken over by another worker")
        }
    }

    private func finish(_ outcome: BuildOutcome) async throws {
        _ = try await Pause.persist(settings) { try await store.finish(lease, outcome) }
    }

    private func log(_ message: Logger.Message, _ error: (any Error)? = nil) {
        var metadata: Logger.Metadata = ["build": "\(lease.id)"]
        if let error { metadata["error"] = "\(error)" }
        queue.logger.error(message, metadata: metadata)
    }
}
