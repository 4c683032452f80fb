/// A delivery that is not acted upon, with the answer that it gets.
package struct WebhookError: Error, Equatable, CustomStringConvertible {
    /// Why the delivery is refused.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The status of the HTTP response.
        package let status: Int
        /// A stable name for clients.
        package let description: String

        private init(_ status: Int, _ name: String) {
            self.status = status
            description = name
        }

        /// The body or the header fields are not what the forge sends.
        package static let malformed = Code(400, "WEBHOOK_MALFORMED")
        /// The signature is missing, empty or wrong, or no secret is configured.
        package static let unauthenticated = Code(401, "WEBHOOK_SIGNATURE_INVALID")
        /// The secret does not cover the payload's repository.
        package static let outOfScope = Code(401, "WEBHOOK_OUT_OF_SCOPE")
        /// No such forge or hook.
        package static let unknown = Code(404, "WEBHOOK_UNKNOWN")
        /// The body is larger than the limit.
        package static let tooLarge = Code(413, "WEBHOOK_TOO_LARGE")
        /// The body is neither JSON nor a form.
        package static let unsupportedMediaType = Code(415, "WEBHOOK_MEDIA_TYPE_UNSUPPORTED")
    }

    /// Why the delivery is refused.
    package let code: Code
    /// The step that failed: `size`, `media type`, `form`, `signature`, `header fields`, `payload`, `scope`.
    package let operation: String
    /// A sentence that may be shown to the sender; it never contains a secret or a computed signature.
    package let message: String

    /// Makes an error.
    package init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
