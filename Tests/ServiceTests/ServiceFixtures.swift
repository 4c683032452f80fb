import Builds
import Logging
import Service
import Store
import TestSupport

/// A runner made of a closure.
struct ClosureRunner: BuildRunner {
    let body: @Sendable (BuildJob, @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildOutput

    func run(_ job: BuildJob, onEvent: @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildOutput {
        try await body(job, onEvent)
    }
}

/// Values that the tests of the service share.
enum Fixture {
    static let commit = ObjectID.zero
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Waits until the task is cancelled, however long it was to be.
    static let forever: @Sendable (Duration) async throws -> Void = { _ in
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
        throw CancellationError()
    }

    static func store() throws -> BuildStore { try BuildStore(path: ScratchDirectory.current.path("assay.db")) }

    static func settings(
        workers: Int = 1,
        sleep: @escaping @Sendable (Duration) async throws -> Void = forever
    ) -> QueueSettings {
        QueueSettings(workers: workers, owner: "test", sleep: sleep)
    }

    static func create(_ store: BuildStore, publish: Bool = false, forge: String? = "local") async throws -> BuildRecord
    {
        try await store.createBuild(
            BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r")), publish: publish),
            subject: BuildSubject(forge: forge, repository: "o/r", ref: "refs/tags/v1", isPublic: true)
        )
    }

    static func output(ref: RefName? = nil) -> BuildOutput {
        BuildOutput(
            source: SourceIdentity(
                origin: .repository(
                    SourceIdentity.Repository(
                        url: "https://forge.test/o/r",
                        ref: ref,
                        requestedRef: nil,
                        commit: commit,
                        tree: commit
                    )
                ),
                treeSHA256: String(repeating: "0", count: 64)
            ),
            artifacts: [],
            platform: .simulated
        )
    }

    /// Returns the build once `condition` holds for it.
    static func wait(
        _ store: BuildStore,
        for id: BuildID,
        until condition: (BuildRecord) -> Bool
    ) async throws -> BuildRecord {
        while true {
            let changes = store.changes.listen(to: .build(id))
            let record = try await store.build(id)
            if condition(record) { return record }
            for await _ in changes { break }
            try Task.checkCancellation()
        }
    }
}
