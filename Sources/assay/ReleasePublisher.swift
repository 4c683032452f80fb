import Builds
import Forges
import Foundation
import Publishing
import Service
import Store
import Verification

/// Publishes releases and tells forges how builds stand; the only part that holds publishing tokens.
struct ReleasePublisher: Sendable {
    private let forges: [String: ConfiguredForge]
    private let clients: [String: any ForgeClient]
    private let blobs: BlobStore
    private let publicURL: String
    private let trust: PublisherTrust
    private let taggedCommits = TaggedCommits()

    /// Makes a publisher for the forges that can be published on.
    init(
        _ forges: [ConfiguredForge],
        blobs: BlobStore,
        publicURL: String,
        isSimulated: Bool,
        policy: String?,
        environment: [String: String]
    ) throws {
        let publishing = forges.filter(\.publishes)
        self.forges = Dictionary(uniqueKeysWithValues: publishing.map { ($0.name, $0) })
        clients = try Dictionary(uniqueKeysWithValues: publishing.map { ($0.name, try $0.client(environment)) })
        self.blobs = blobs
        self.publicURL = publicURL
        trust = PublisherTrust(
            // Simulated evidence identifies no builder, so no policy could be satisfied by naming one.
            builder: policy == nil || isSimulated ? .any : .unspecified,
            policy: try PolicySource(path: policy, source: nil).policy(),
            allowsSimulated: isSimulated
        )
    }

    /// Whether there is anything that it could do.
    var isNeeded: Bool { !forges.isEmpty }

    /// Publishes one build.
    func publish(_ lease: PublicationLease) async throws -> PublicationOutcome {
        let request = lease.request
        guard let forge = forges[request.forge], let client = clients[request.forge] else {
            return .postponed(reason: "this process does not publish on \(request.forge)", after: nil)
        }
        let publication = try forge.publication(
            of: lease.build.id,
            repository: request.repository,
            tag: request.ref,
            commit: request.commit,
            link: link(lease.build.id)
        )
        do {
            let publisher = Publisher(client: client, trust: trust)
            let release = try await publisher.publish(publication, from: "\(blobs.path)/builds/\(lease.build.id)")
            return .published(releaseURL: release.page)
        } catch let error as ForgeError where error.isTemporary {
            return .postponed(reason: error.description, after: error.retryAfter)
        } catch let error as ForgeError {
            return .failed(BuildFailure(.publicationFailed, error.description))
        }
    }

    /// Refuses, before anything is built, what could not be published afterwards.
    func preflight(_ build: BuildRecord) async throws {
        guard build.request.publish, let name = build.subject.forge, let forge = forges[name],
            let client = clients[name], let repository = build.subject.repository,
            let ref = build.subject.ref.flatMap({ RefName($0) }), ref.kind == .tag, let commit = build.subject.commit
        else { return }
        let publication = try forge.publication(
            of: build.id,
            repository: repository,
            tag: ref,
            commit: commit,
            link: link(build.id)
        )
        do {
            _ = try await Publisher(client: client, trust: trust).preflight(publication)
        } catch let error as ForgeError where error.isTemporary {
            // The forge cannot be asked now; the publisher will ask again.
        }
    }

    /// Sets the commit's status on the forge that a webhook came from.
    func report(_ build: BuildRecord) async throws {
        guard let name = build.subject.forge, let client = clients[name],
            let repository = build.subject.repository.flatMap({ RepositoryName($0) }),
            let commit = try await commit(of: build, repository, client)
        else { return }
        let status = CommitStatus(build.status, failure: build.failure, link: link(build.id))
        try await client.set(status, on: commit, in: repository)
        taggedCommits[build.id] = build.status.isFinal ? nil : commit
    }

    /// The commit: as the enclave found it, or as the forge says for a tag object that nobody has fetched yet.
    private func commit(
        of build: BuildRecord,
        _ repository: RepositoryName,
        _ client: any ForgeClient
    ) async throws -> ObjectID? {
        if let commit = build.output?.source.repository?.commit { return commit }
        guard let object = build.subject.commit, let ref = build.subject.ref.flatMap({ RefName($0) }),
            ref.kind == .tag
        else { return build.subject.commit }
        if let commit = taggedCommits[build.id] { return commit }
        let target = try await client.tag(ref, of: repository)
        return target.flatMap { $0.object == object || $0.commit == object ? $0.commit : nil }
    }

    private func link(_ id: BuildID) -> String { "\(publicURL)/builds/\(id)" }
}
