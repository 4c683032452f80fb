package import Builds
import Dispatch
import StrictJSON

/// The embedded forge: repositories, releases and commit statuses as folders and files on this machine.
///
/// A draft is a hidden folder beside its place; publishing renames it. There is one release a tag.
package struct DirectoryClient: ForgeClient {
    /// Reads what a tag of the bare repository at a path points to; `nil` if there is no such tag.
    package typealias TagReader =
        @Sendable (_ repository: String, _ tag: RefName) async throws(ForgeError) -> TagTarget?

    package let kind = ForgeKind.directory
    let layout: DirectoryLayout
    private let readTag: TagReader
    /// File operations block, so they stay off the cooperative pool; one after the other, as nothing here is hot.
    private let queue = DispatchQueue(label: "assay.forge.directory")

    /// Makes a client for the forge in the folder `path`.
    package init(path: String, readTag: @escaping TagReader) {
        layout = DirectoryLayout(root: path)
        self.readTag = readTag
    }

    package func repository(_ name: RepositoryName) async throws(ForgeError) -> ForgeRepository {
        try await blocking { () throws(ForgeError) in
            guard DirectoryFiles.isFolder(layout.repository(name)) else {
                throw ForgeError(.notFound, "look up repository", "there is no repository \(name)")
            }
            return ForgeRepository(id: name.description, name: name, isPrivate: false)
        }
    }

    package func tag(_ tag: RefName, of repository: RepositoryName) async throws(ForgeError) -> TagTarget? {
        try await readTag(layout.repository(repository), tag)
    }

    package func set(
        _ status: CommitStatus,
        on commit: ObjectID,
        in repository: RepositoryName
    ) async throws(ForgeError) {
        let operation = "set commit status"
        let line: JSONValue = [
            "commit": .string(commit.description), "state": .string(status.state.rawValue),
            "description": .string(status.description), "context": .string(status.context),
            "target_url": status.link.map { .string($0) } ?? .null,
        ]
        try await blocking { () throws(ForgeError) in
            let path = layout.statuses(repository)
            try DirectoryFiles.makeFolder("\(layout.root)/statuses/\(repository.owner)", operation)
            try DirectoryFiles.append(line.serialized(), to: path, operation)
        }
    }

    package func createWebhook(
        url: String,
        secret: WebhookSecret,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ForgeWebhook {
        throw ForgeError(
            .refused,
            "create webhook",
            "a directory forge delivers nothing by itself: send GitHub-shaped deliveries from a post-receive hook"
        )
    }

    package func webhooks(in repository: RepositoryName) async throws(ForgeError) -> [ForgeWebhook] { [] }

    package func deleteWebhook(_ id: String, in repository: RepositoryName) async throws(ForgeError) {}

    /// Runs blocking work on the client's own queue.
    func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(ForgeError) -> Value
    ) async throws(ForgeError) -> Value {
        let outcome = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(ForgeError) in try work() })
            }
        }
        return try outcome.get()
    }
}
