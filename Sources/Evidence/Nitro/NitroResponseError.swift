/// The device of an enclave gave no attestation document, or cannot be asked for one.
package struct NitroResponseError: Error, Equatable, CustomStringConvertible {
    /// What went wrong.
    package struct Code: Hashable, Sendable {
        private enum Kind { case requestTooLarge, malformed, refused }
        private let kind: Kind

        /// The request asks for more data than a document holds.
        package static let requestTooLarge = Code(kind: .requestTooLarge)
        /// The response is not what the device answers.
        package static let malformed = Code(kind: .malformed)
        /// The device answered with an error.
        package static let refused = Code(kind: .refused)
    }

    package let code: Code
    /// The device's word for it, or one line for people.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "/dev/nsm: \(message)" }
}
