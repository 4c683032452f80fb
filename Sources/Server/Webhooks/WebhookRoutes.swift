import Builds
import Forges
import HTTPTypes
import Hummingbird
import Store
import StrictJSON

/// Receives webhooks: checked first, then on disk, then acknowledged.
struct WebhookRoutes: Sendable {
    let services: ServerServices

    /// The header fields that are kept with a delivery; signatures are not.
    private static let keptFields: [HTTPField.Name] = [.contentType, .userAgent]

    func add(to router: some RouterMethods<APIContext>) {
        router.post("webhooks/{forge}") { request, context in try await receive(request, context) }
        router.post("webhooks/{forge}/{hook}") { request, context in try await receive(request, context) }
    }

    private func receive(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try context.decoded("forge")
        guard let forge = services.configuration.forges[name] else { throw Self.unknown }
        let hookID = context.parameters.get("hook")
        let credentials = try await credentials(name, forge, hookID)
        let outcome = try await services.budget.withBody(of: request, limit: services.configuration.limits.webhookBody)
        {
            body in
            do {
                let delivery = try AuthenticatedDelivery(
                    verifying: Delivery(kind: forge.kind, fields: Self.fields(request), body: body),
                    with: credentials,
                    bodyLimit: services.configuration.limits.webhookBody
                )
                return try await accept(delivery, body, name, forge, hookID, request)
            } catch let error as WebhookError {
                services.metrics.count("webhook_refused")
                throw Self.refusal(error)
            }
        }
        return reply(outcome)
    }

    private func credentials(_ name: String, _ forge: WebhookForge, _ hookID: String?) async throws
        -> WebhookCredentials
    {
        guard let hookID else {
            return WebhookCredentials(secrets: forge.secrets, scope: .repositories(forge.repositories))
        }
        guard let hook = try await services.store.hook(hookID, forge: name),
            let repository = RepositoryName(hook.repository), let secret = WebhookSecret(hook.secret)
        else { throw Self.unknown }
        return WebhookCredentials(secrets: [secret], scope: .repository(repository))
    }

    private func accept(
        _ delivery: AuthenticatedDelivery,
        _ body: [UInt8],
        _ name: String,
        _ forge: WebhookForge,
        _ hookID: String?,
        _ request: Request
    ) async throws -> (DeliveryOutcome, reason: String) {
        let (change, repositoryID, reason) =
            switch try WebhookEvent(delivery) {
            case .nothing(let reason): (nil as RefChange?, "", reason)
            case .push(let event):
                (
                    Self.change(event, name, forge), Self.repositoryID(event.repository, forge.kind),
                    "\(event.ref) is not a ref that is built"
                )
            }
        var headers: [String: String] = [:]
        for field in Self.keptFields {
            headers[field.canonicalName] = request.headers[field].map { String($0.prefix(256)) }
        }
        let outcome = try await services.store.acceptDelivery(
            WebhookDelivery(
                forge: name,
                repositoryID: repositoryID,
                deliveryID: delivery.deliveryID,
                hookID: hookID,
                event: delivery.event,
                headers: headers,
                body: body,
                change: change
            )
        )
        return (outcome, reason)
    }

    /// The number alone will not do: whoever has the secret of one repository's hook can write another's number into a
    /// payload, and the answer to a copy names the build, takes its place or starts it anew.
    private static func repositoryID(_ repository: PushEvent.Repository, _ kind: ForgeKind) -> String {
        let name = repository.name.description
        return "\(repository.id) \(kind.ignoresCaseOfNames ? name.lowercased() : name)"
    }

    /// What a push asks for, or `nil` where its ref is not configured. URLs come from configuration only.
    private static func change(_ event: PushEvent, _ name: String, _ forge: WebhookForge) -> RefChange? {
        guard forge.refs.contains(where: { $0.matches(event.ref.description) }) else { return nil }
        return RefChange(
            ref: event.ref,
            objectID: event.object,
            request: BuildRequest(
                source: .repository(
                    RepositoryRequest(
                        url: forge.cloneURL(event.repository.name),
                        ref: event.ref.description,
                        commit: event.object
                    )
                ),
                publish: event.ref.kind == .tag
            ),
            subject: BuildSubject(
                forge: name,
                repository: event.repository.name.description,
                ref: event.ref.description,
                commit: event.object,
                isPublic: !event.repository.isPrivate
            )
        )
    }

    private func reply(_ outcome: (DeliveryOutcome, reason: String)) -> Response {
        switch outcome.0 {
        case .queued(let id), .retried(let id): return accepted("queued", id)
        case .known(let id): return accepted("known", id)
        case .nothing:
            services.metrics.count("webhook_nothing")
            return Reply.json(["status": "nothing", "detail": .string(outcome.reason)])
        }
    }

    private func accepted(_ word: String, _ id: BuildID) -> Response {
        services.metrics.count("webhook_\(word)")
        return Reply.json(
            ["status": .string(word), "build_id": .string(id.description), "url": .string(BuildDocument.path(id))],
            status: .accepted,
            headers: [.location: BuildDocument.path(id), .buildID: id.description]
        )
    }

    private static func fields(_ request: Request) -> [HeaderField] {
        request.headers.map { HeaderField($0.name.rawName, $0.value) }
    }

    private static let unknown = refusal(WebhookError(.unknown, "route", "no such forge or hook"))

    private static func refusal(_ error: WebhookError) -> APIError {
        APIError(HTTPResponse.Status(code: error.code.status), error.code.description, error.message)
    }
}
