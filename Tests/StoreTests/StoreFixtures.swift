import Builds
import FoundationEssentials
import Store
import Synchronization
import TestSupport

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: Double) { time.withLock { $0 = $0.addingTimeInterval(seconds) } }
}

/// Values that the tests of the store share.
enum Fixture {
    static let commit = ObjectID.zero
    static let request = BuildRequest(
        source: .repository(RepositoryRequest(url: "https://forge.test/o/r", ref: "refs/tags/v1", commit: commit)),
        publish: true
    )
    static let subject = BuildSubject(
        forge: "local",
        repository: "o/r",
        ref: "refs/tags/v1",
        commit: commit,
        isPublic: true
    )
    static let output = BuildOutput(
        source: SourceIdentity(
            origin: .repository(
                SourceIdentity.Repository(
                    url: "https://forge.test/o/r",
                    ref: nil,
                    requestedRef: nil,
                    commit: commit,
                    tree: commit
                )
            ),
            treeSHA256: String(repeating: "0", count: 64)
        ),
        artifacts: [Artifact(name: "tool", sha256: String(repeating: "a", count: 64), size: 3)],
        platform: .simulated
    )

    static func store(_ clock: ManualClock = ManualClock(), name: String = "assay.db") throws -> BuildStore {
        try BuildStore(path: ScratchDirectory.current.path(name)) { clock.now }
    }

    static func publication() throws -> PublicationRequest {
        guard let tag = RefName.tag("v1") else { throw CancellationError() }
        return PublicationRequest(forge: "local", repository: "o/r", ref: tag, commit: commit)
    }

    static func delivery(
        _ id: String,
        event: String = "push",
        repository: String = "1",
        tag: String = "v1",
        object: String = String(repeating: "1", count: 40)
    ) throws -> WebhookDelivery {
        guard let ref = RefName.tag(tag), let object = ObjectID(object) else { throw CancellationError() }
        return WebhookDelivery(
            forge: "local",
            repositoryID: repository,
            deliveryID: id,
            event: event,
            body: Array("{}".utf8),
            change: RefChange(ref: ref, objectID: object, request: request, subject: subject)
        )
    }
}
