/// A forge did not do what it was asked.
package struct ForgeError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it was.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// The token is missing, wrong, or lacks a permission.
        package static let forbidden = Code("forbidden")
        /// The repository, release or asset is not there, or may not be seen.
        package static let notFound = Code("notFound")
        /// Something of that name is there already.
        package static let alreadyExists = Code("alreadyExists")
        /// The release is published and can no longer be changed.
        package static let immutableRelease = Code("immutableRelease")
        /// Too many requests; ``ForgeError/retryAfter`` says when to come back.
        package static let rateLimited = Code("rateLimited")
        /// The forge refused the request for another reason.
        package static let refused = Code("refused")
        /// The forge leads to a host whose address is not public and that nobody named.
        package static let privateAddress = Code("privateAddress")
        /// The forge or the way to it failed before the request can have had an effect, or a read failed.
        package static let unavailable = Code("unavailable")
        /// The connection or the forge failed after the request was sent: it may have been carried out.
        package static let unknownOutcome = Code("unknownOutcome")
        /// The answer is not one that the forge's API gives.
        package static let invalidResponse = Code("invalidResponse")
        /// A file of ours cannot be read or written.
        package static let fileSystem = Code("fileSystem")

        package var description: String { name }
    }

    /// The kind of failure.
    package let code: Code
    /// What was attempted, for example `upload asset`.
    package let operation: String
    /// What was wrong, without URLs that carry queries and without tokens.
    package let message: String
    /// When it makes sense to try again, where the forge said so.
    package let retryAfter: Duration?

    /// Makes an error.
    package init(_ code: Code, _ operation: String, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.retryAfter = retryAfter
    }

    /// Whether the same request may succeed later without anybody doing anything.
    package var isTemporary: Bool { [.rateLimited, .unavailable, .unknownOutcome].contains(code) }

    package var description: String { "\(operation): \(message)" }
}
