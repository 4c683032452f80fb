import Builds
import Bytes
import StrictJSON

/// The members of a payload that decide what is built; everything else in it is ignored.
struct EventPayload {
    /// The deepest nesting of a payload; real ones have about six levels.
    static let depthLimit = 32

    private let delivery: AuthenticatedDelivery
    private let json: JSONValue

    /// Parses a payload and checks that the repository that it names, if it names one, is in scope.
    init(_ delivery: AuthenticatedDelivery) throws(WebhookError) {
        self.delivery = delivery
        do {
            json = try JSONParser.parse(
                delivery.payload,
                sizeLimit: Delivery.defaultBodyLimit,
                depthLimit: Self.depthLimit
            )
        } catch {
            throw WebhookError(.malformed, "payload", error.message)
        }
        guard json.object != nil else { throw Self.malformed("expected an object") }
        if json["repository"] != nil {
            let name = try repository().name
            guard delivery.scope.contains(name, on: delivery.kind) else {
                throw WebhookError(.outOfScope, "scope", "the secret does not cover the payload's repository")
            }
        }
    }

    /// Reads a push; deletions and refs other than branches and tags ask for nothing.
    func push() throws(WebhookError) -> WebhookEvent {
        guard let ref = json["ref"]?.string else { throw Self.malformed("expected a string in ref") }
        guard let after = json["after"]?.string.flatMap({ ObjectID($0) }) else {
            throw Self.malformed("expected 40 lower-case hexadecimal digits in after")
        }
        if after == .zero || json["deleted"] == .bool(true) { return .nothing("a ref was deleted") }
        let namespaces = ["refs/heads/", "refs/tags/"]
        if ref.after(prefix: "refs/") != nil, namespaces.allSatisfy({ ref.after(prefix: $0) == nil }),
            RefName.isWellFormed(ref)
        {
            return .nothing("the ref is neither a branch nor a tag")
        }
        let before = json["before"]?.string.flatMap { ObjectID($0) }
        return .push(try event(ref: ref, object: after, previous: before == .zero ? nil : before))
    }

    /// Reads Gitea's `create`, which names the ref by its short name and carries the object's id.
    func create() throws(WebhookError) -> WebhookEvent {
        guard let ref = json["ref"]?.string else { throw Self.malformed("expected a string in ref") }
        guard let object = json["sha"]?.string.flatMap({ ObjectID($0) }) else {
            throw Self.malformed("expected 40 lower-case hexadecimal digits in sha")
        }
        guard object != .zero else { return .nothing("the ref names no object") }
        switch json["ref_type"]?.string {
        case "tag": return .push(try event(ref: "refs/tags/" + ref, object: object, previous: nil))
        case "branch": return .push(try event(ref: "refs/heads/" + ref, object: object, previous: nil))
        default: throw Self.malformed("expected tag or branch in ref_type")
        }
    }

    private func event(ref: String, object: ObjectID, previous: ObjectID?) throws(WebhookError) -> PushEvent {
        guard let ref = RefName(ref) else { throw Self.malformed("ref is no well-formed branch or tag") }
        return PushEvent(
            deliveryID: delivery.deliveryID,
            repository: try repository(),
            ref: ref,
            object: object,
            previous: previous,
            sender: json["sender"]?["login"]?.string
        )
    }

    private func repository() throws(WebhookError) -> PushEvent.Repository {
        guard let repository = json["repository"], let id = repository["id"]?.integer, id > 0,
            let name = repository["full_name"]?.string.flatMap({ RepositoryName($0) })
        else { throw Self.malformed("expected repository with a positive id and a full_name owner/name") }
        let isPublic = repository["private"] == .bool(false) && repository["internal"] != .bool(true)
        return PushEvent.Repository(id: id, name: name, isPrivate: !isPublic)
    }

    private static func malformed(_ message: String) -> WebhookError {
        WebhookError(.malformed, "payload", message)
    }
}
