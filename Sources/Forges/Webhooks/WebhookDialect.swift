import Bytes

/// How a forge names its header fields and what it signs.
struct WebhookDialect {
    /// What the signature covers where the payload is wrapped in a form.
    enum SignedBytes {
        /// The body as it was sent.
        case body
        /// The payload before it was put into the form.
        case payload
    }

    /// The field that names the event.
    let eventFields: [String]
    /// The field that names the delivery.
    let deliveryFields: [String]
    /// The fields that may carry the signature; the first that is there counts, even if it is empty.
    let signatureFields: [(name: String, prefix: String)]
    /// What the signature covers.
    let signedBytes: SignedBytes

    /// The dialect of a kind of forge.
    init(_ kind: ForgeKind) {
        let hub = (name: "X-Hub-Signature-256", prefix: "sha256=")
        switch kind {
        case .github, .directory:
            eventFields = ["X-GitHub-Event"]
            deliveryFields = ["X-GitHub-Delivery"]
            signatureFields = [hub]
            signedBytes = .body
        case .gitea:
            eventFields = ["X-Gitea-Event", "X-Forgejo-Event"]
            deliveryFields = ["X-Gitea-Delivery", "X-Forgejo-Delivery"]
            signatureFields = [(name: "X-Gitea-Signature", prefix: ""), (name: "X-Forgejo-Signature", prefix: ""), hub]
            signedBytes = .payload
        }
    }

    /// The bytes of the signature that a delivery carries; throws where there is none.
    func signature(of delivery: Delivery) throws(WebhookError) -> [UInt8] {
        for (name, prefix) in signatureFields {
            guard let value = try delivery.field(name) else { continue }
            guard value.hasPrefix(prefix), let bytes = [UInt8](hexadecimal: value.dropFirst(prefix.count)),
                bytes.count == Self.signatureSize
            else {
                throw WebhookError(.unauthenticated, "signature", "\(name) is no HMAC-SHA-256 in hexadecimal")
            }
            return bytes
        }
        let names = signatureFields.map(\.name).joined(separator: " or ")
        throw WebhookError(.unauthenticated, "signature", "expected the field \(names)")
    }

    /// The size of an HMAC-SHA-256 in bytes.
    private static let signatureSize = 32
}
