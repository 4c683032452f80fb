/// What an authenticated delivery asks for.
package enum WebhookEvent: Sendable, Equatable {
    /// A branch or tag was set to an object.
    case push(PushEvent)
    /// Nothing is to be done; the reason may be shown to the sender.
    case nothing(String)

    /// Reads a delivery and checks that its repository is in scope.
    ///
    /// Only the ref, the object ids and the repository's id, name and visibility are taken from the payload: URLs come
    /// from configuration.
    package init(_ delivery: AuthenticatedDelivery) throws(WebhookError) {
        let payload = try EventPayload(delivery)
        switch (delivery.event, delivery.kind) {
        case ("push", _): self = try payload.push()
        case ("create", .gitea): self = try payload.create()
        case ("create", _):
            self = .nothing("this forge's create event names no object; its push event starts the build")
        case ("delete", _): self = .nothing("a ref was deleted")
        case ("ping", _): self = .nothing("pong")
        case ("release", _): self = .nothing("releases start nothing; the push of their tag does")
        default: self = .nothing("this event starts nothing")
        }
    }
}
