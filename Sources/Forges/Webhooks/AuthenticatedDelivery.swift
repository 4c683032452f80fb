import OpenSSLKit

/// A delivery whose signature was right. The checking initialiser is the only way to get one.
package struct AuthenticatedDelivery: Sendable {
    /// The forge that sent it.
    package let kind: ForgeKind
    /// What the secret that signed it speaks for.
    package let scope: WebhookScope
    /// The forge's name for the delivery. It is not signed: only ``WebhookEvent`` tells copies of an event apart.
    package let deliveryID: String
    /// The name of the event; not signed either.
    package let event: String
    /// The JSON text, not parsed yet.
    package let payload: [UInt8]

    /// The longest delivery id or name of an event, in bytes.
    package static let maximumNameLength = 128

    /// Checks size, media type and signature, in that order, over the bytes as they came and before any is parsed.
    ///
    /// Gitea signs a payload before it wraps it in a form; that one field is decoded first, and nothing else.
    package init(
        verifying delivery: Delivery,
        with credentials: WebhookCredentials,
        bodyLimit: Int = Delivery.defaultBodyLimit
    ) throws(WebhookError) {
        guard delivery.body.count <= bodyLimit else {
            throw WebhookError(
                .tooLarge,
                "size",
                "a body of \(delivery.body.count) bytes, at most \(bodyLimit) are accepted"
            )
        }
        let dialect = WebhookDialect(delivery.kind)
        let encoding = try DeliveryEncoding(contentType: try delivery.field("Content-Type"))
        let signature = try dialect.signature(of: delivery)
        switch (encoding, dialect.signedBytes) {
        case (.json, _):
            try Self.check(signature, of: delivery.body, with: credentials.secrets)
            payload = delivery.body
        case (.form, .body):
            try Self.check(signature, of: delivery.body, with: credentials.secrets)
            payload = try PayloadForm.payload(of: delivery.body)
        case (.form, .payload):
            payload = try PayloadForm.payload(of: delivery.body)
            try Self.check(signature, of: payload, with: credentials.secrets)
        }
        kind = delivery.kind
        scope = credentials.scope
        deliveryID = try Self.name(in: delivery, dialect.deliveryFields)
        event = try Self.name(in: delivery, dialect.eventFields)
    }

    /// Tries every secret, whichever fits, so that the time does not tell which one it was.
    private static func check(
        _ signature: [UInt8],
        of bytes: [UInt8],
        with secrets: [WebhookSecret]
    ) throws(WebhookError) {
        let isRight = secrets.reduce(false) { isRight, secret in
            ConstantTime.equal(HMAC.sha256(key: secret.bytes, message: bytes), signature) || isRight
        }
        guard isRight else {
            throw WebhookError(.unauthenticated, "signature", "the signature does not fit the body")
        }
    }

    private static func name(in delivery: Delivery, _ fields: [String]) throws(WebhookError) -> String {
        let name = try delivery.firstField(fields) ?? ""
        let isPlain = name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard !name.isEmpty, name.utf8.count <= maximumNameLength, isPlain else {
            throw WebhookError(
                .malformed,
                "header fields",
                "expected the field \(fields[0]) with 1 to \(maximumNameLength) printable characters"
            )
        }
        return name
    }
}
