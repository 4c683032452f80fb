/// Why an exchange over HTTP did not take place.
///
/// Messages name the host, never a path, query, credential or anything that the server wrote.
package struct HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        private init(_ description: String) { self.description = description }

        /// The request itself is not acceptable: its URL, a header field, or a body that cannot be read.
        package static let invalidRequest = Code("INVALID_REQUEST")
        /// The host's name has no address.
        package static let resolution = Code("RESOLUTION")
        /// No connection was made, or it broke.
        package static let connection = Code("CONNECTION")
        /// The server could not be authenticated.
        package static let tls = Code("TLS")
        /// The exchange took too long or moved too slowly.
        package static let timeout = Code("TIMEOUT")
        /// The header fields or the body exceed their limit.
        package static let tooLarge = Code("TOO_LARGE")
        /// The host's address is not one that may be connected to.
        package static let addressRefused = Code("ADDRESS_REFUSED")
        /// The server redirects to where the request may not follow.
        package static let redirectRefused = Code("REDIRECT_REFUSED")
        /// The task was cancelled.
        package static let cancelled = Code("CANCELLED")
        /// What the server sent is no HTTP response, or the reply was cut off.
        package static let protocolViolation = Code("PROTOCOL")
        /// The receiver of the body refused it.
        package static let receiverFailed = Code("RECEIVER_FAILED")
        /// A fault of this program or of libcurl.
        package static let internalFault = Code("INTERNAL")
    }

    /// The kind of failure.
    package var code: Code
    /// The function that failed.
    package var operation: String
    /// A sentence: what was wanted and what was met.
    package var message: String

    /// Makes an error.
    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { message }
}
