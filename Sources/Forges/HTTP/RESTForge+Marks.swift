import Builds
import CurlKit
import StrictJSON

extension RESTForge {
    package func set(
        _ status: CommitStatus,
        on commit: ObjectID,
        in repository: RepositoryName
    ) async throws(ForgeError) {
        var body = JSONObject()
        body["state"] = .string(status.state.rawValue)
        body["description"] = .string(status.description)
        body["context"] = .string(status.context)
        if let link = status.link { body["target_url"] = .string(link) }
        _ = try await http.send(
            .init(
                operation: "set commit status",
                method: "POST",
                segments: path(repository, "statuses", commit.description),
                body: .object(body)
            )
        )
    }

    package func createWebhook(
        url: String,
        secret: WebhookSecret,
        in repository: RepositoryName
    ) async throws(ForgeError) -> ForgeWebhook {
        let operation = "create webhook"
        guard let secret = String(validating: secret.bytes, as: UTF8.self) else {
            throw ForgeError(.refused, operation, "the secret is not UTF-8")
        }
        let call = ForgeHTTP.Call(
            operation: operation,
            method: "POST",
            segments: path(repository, "hooks"),
            body: [
                webhookType.name: .string(webhookType.value), "active": true,
                "events": .array(webhookEvents.map { .string($0) }),
                "config": ["url": .string(url), "content_type": "json", "secret": .string(secret)],
            ]
        )
        return try Self.webhook(try await http.json(call), operation)
    }

    package func webhooks(in repository: RepositoryName) async throws(ForgeError) -> [ForgeWebhook] {
        let operation = "list webhooks"
        let listed = try await http.list(
            .init(operation: operation, segments: path(repository, "hooks")),
            pageSize: pageSize,
            maximumPages: Self.maximumPages
        )
        var webhooks: [ForgeWebhook] = []
        for json in listed { webhooks.append(try Self.webhook(json, operation)) }
        return webhooks
    }

    package func deleteWebhook(_ id: String, in repository: RepositoryName) async throws(ForgeError) {
        try await delete("delete webhook", path(repository, "hooks", id))
    }

    /// Deletes what may be gone already.
    func delete(_ operation: String, _ segments: [String]) async throws(ForgeError) {
        do throws(ForgeError) {
            _ = try await http.send(
                .init(operation: operation, method: "DELETE", segments: segments, isIdempotent: true)
            )
        } catch  where error.code == .notFound {
            return
        }
    }

    /// The forge's web address: the origin of its API with the path above `/api`.
    func webBase(_ operation: String) throws(ForgeError) -> HTTPURL {
        var text = http.base.description
        while text.hasSuffix("/") { text.removeLast() }
        for suffix in ["/api/v1", "/api/v3"] where text.hasSuffix(suffix) { text.removeLast(suffix.count) }
        do throws(HTTPError) { return try HTTPURL(text) } catch { throw ForgeError(.refused, operation, error.message) }
    }

    private static func webhook(_ json: JSONValue, _ operation: String) throws(ForgeError) -> ForgeWebhook {
        guard let id = json["id"]?.integer else {
            throw ForgeError(.invalidResponse, operation, "expected a webhook with an id")
        }
        return ForgeWebhook(
            id: String(id),
            url: json["config"]?["url"]?.string ?? "",
            events: (json["events"]?.array ?? []).compactMap(\.string),
            isActive: json["active"] == .bool(true)
        )
    }
}
