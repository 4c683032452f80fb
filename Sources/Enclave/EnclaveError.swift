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
        /// The operating system keeps this process from the device.
        package static let denied = Code("denied")
        /// The platform did not answer in time.
        package static let timeout = Code("timeout")
        /// The platform's answer is not what its interface defines.
        package static let malformed = Code("malformed")
        /// Another program used the interface meanwhile, or the host was busy.
        package static let interference = Code("interference")
        /// The vendor's statements without which the evidence could never be verified are not to be had.
        package static let collateralMissing = Code("collateralMissing")

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
