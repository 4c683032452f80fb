package import Builds

/// An authenticated webhook delivery, as the store keeps it.
package struct WebhookDelivery: Sendable, Equatable {
    /// The largest body that is kept; of larger ones only the SHA-256 is.
    package static let keptBodyLimit = 64 << 10

    /// The configured forge's name.
    package var forge: String
    /// What stands for the repository: nothing that a delivery about another repository could also carry.
    package var repositoryID: String
    /// The delivery's name; unique for one repository of one forge.
    package var deliveryID: String
    /// The hook that it came through, or `nil` for the forge-wide secret.
    package var hookID: String?
    /// The kind of event, for example `push`.
    package var event: String
    /// The header fields worth keeping; never a signature or a credential.
    package var headers: [String: String]
    /// The body as it was received.
    package var body: [UInt8]
    /// The build that the event asks for, or `nil` for events that start nothing.
    package var change: RefChange?

    /// Makes a delivery.
    package init(
        forge: String,
        repositoryID: String,
        deliveryID: String,
        hookID: String? = nil,
        event: String,
        headers: [String: String] = [:],
        body: [UInt8],
        change: RefChange?
    ) {
        self.forge = forge
        self.repositoryID = repositoryID
        self.deliveryID = deliveryID
        self.hookID = hookID
        self.event = event
        self.headers = headers
        self.body = body
        self.change = change
    }
}

/// A ref that was set to an object, and the build that this asks for.
package struct RefChange: Sendable, Equatable {
    /// The full ref.
    package var ref: RefName
    /// The object that the ref was set to: a commit, or an annotated tag's object.
    package var objectID: ObjectID
    /// What to build.
    package var request: BuildRequest
    /// How the build is listed.
    package var subject: BuildSubject

    /// Makes a change.
    package init(ref: RefName, objectID: ObjectID, request: BuildRequest, subject: BuildSubject) {
        self.ref = ref
        self.objectID = objectID
        self.request = request
        self.subject = subject
    }
}

/// What a delivery led to.
package enum DeliveryOutcome: Sendable, Equatable {
    /// A new build waits.
    case queued(BuildID)
    /// The build was known already; nothing new was started.
    case known(BuildID)
    /// The build that the event had led to had failed, so a new one waits.
    case retried(BuildID)
    /// The event starts nothing.
    case nothing
}
