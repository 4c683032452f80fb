/// Evidence could not be had from this machine.
package struct EnclaveError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it was.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// No hardware that can attest was found.
        package static let notFound = Code("notFound")
        /// This version cannot fetch evidence of the platform.
        package static let notSupported = Code("notSupported")
        /// The platform was asked and failed.
        package static let failure = Code("failure")

        package var description: String { name }
    }

    package let code: Code
    /// What was tried.
    package let operation: String
    /// What went wrong.
    package let message: String
    /// What to do about it, where something can be done.
    package let hint: String?

    package init(_ code: Code, _ operation: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.hint = hint
    }

    package var description: String { "\(operation): \(message)" }
}
