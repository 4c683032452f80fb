package import Processes

/// Why a sandbox could not be made. How a command inside ended is never an error but a ``SandboxResult``.
package struct SandboxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package struct Code: Equatable, Sendable, CustomStringConvertible {
        private enum Value: String { case unavailable, invalid, setUp, system, survivors }
        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// This machine lacks something that every sandbox needs.
        package static let unavailable = Code(.unavailable)
        /// The description of the sandbox makes no sense.
        package static let invalid = Code(.invalid)
        /// bubblewrap or setpriv could not set it up; the command did not run.
        package static let setUp = Code(.setUp)
        /// A system call failed.
        package static let system = Code(.system)
        /// Processes of the sandbox could not be killed; its files must not be used.
        package static let survivors = Code(.survivors)

        package var description: String { value.rawValue }
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried.
    package let operation: String
    /// What went wrong; for the operator, not for the public.
    package let message: String
    /// How to get what is missing, where that is known.
    package let hint: String?

    package init(_ code: Code, operation: String, message: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.hint = hint
    }

    package init(_ error: ProcessError) {
        self.init(.system, operation: error.operation, message: error.message)
    }

    package var description: String { "\(operation): \(message)" }
}

/// Turns the errors of `Processes` into those of this target.
func asSandboxError<Value: ~Copyable>(_ body: () throws(ProcessError) -> Value) throws(SandboxError) -> Value {
    do throws(ProcessError) {
        return try body()
    } catch {
        throw SandboxError(error)
    }
}
