import Bytes
import Forges
import OpenSSLKit

/// Deliveries signed as GitHub and Gitea sign them.
enum SignedDelivery {
    static let secret = "one repository's secret"

    /// A delivery in GitHub's shape, the signature over the body.
    static func github(
        _ body: [UInt8],
        event: String = "push",
        contentType: String = "application/json",
        secret: String = secret,
        kind: ForgeKind = .github
    ) -> Delivery {
        let signature = HMAC.sha256(key: Array(secret.utf8), message: body).hexadecimal
        return delivery(kind, event, contentType, [HeaderField("X-Hub-Signature-256", "sha256=" + signature)], body)
    }

    /// A delivery in Gitea's shape, the signature over the payload.
    static func gitea(
        _ body: [UInt8],
        signing payload: [UInt8]? = nil,
        event: String = "push",
        contentType: String = "application/json",
        secret: String = secret
    ) -> Delivery {
        let signature = HMAC.sha256(key: Array(secret.utf8), message: payload ?? body).hexadecimal
        return delivery(.gitea, event, contentType, [HeaderField("X-Gitea-Signature", signature)], body)
    }

    /// A delivery with these signature fields, whatever they say.
    static func delivery(
        _ kind: ForgeKind,
        _ event: String,
        _ contentType: String,
        _ signatures: [HeaderField],
        _ body: [UInt8]
    ) -> Delivery {
        let prefix = kind == .gitea ? "X-Gitea" : "X-GitHub"
        let fields = [
            HeaderField("Content-Type", contentType),
            HeaderField("\(prefix)-Event", event),
            HeaderField("\(prefix)-Delivery", "5f8e1e3a-0000-4000-8000-1d2b3c4d5e6f"),
        ]
        return Delivery(kind: kind, fields: fields + signatures, body: body)
    }

    /// A push's payload; `extra` is inserted as it stands.
    static func push(
        repository: String = "owner/demo",
        ref: String = "refs/tags/v1.0",
        after: String = String(repeating: "a", count: 40),
        extra: String = ""
    ) -> [UInt8] {
        Array(
            """
            {"ref":"\(ref)","before":"\(String(repeating: "0", count: 40))","after":"\(after)",\(extra)
            "repository":{"id":7,"full_name":"\(repository)","private":false},"sender":{"login":"someone"}}
            """.utf8
        )
    }

    /// `payload` as the one field of a form.
    static func form(_ payload: [UInt8]) -> [UInt8] {
        Array("payload=".utf8) + payload.flatMap { Array("%".utf8) + Array([$0].hexadecimal.utf8) }
    }

    /// Credentials of one repository.
    static func credentials(
        _ secrets: [String] = [secret],
        for repository: String = "owner/demo"
    ) throws -> WebhookCredentials {
        let name = RepositoryName(repository)
        return WebhookCredentials(
            secrets: secrets.compactMap { WebhookSecret($0) },
            scope: name.map { .repository($0) } ?? .repositories([])
        )
    }
}
