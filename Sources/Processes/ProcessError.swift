/// Why a process could not be started, watched or ended.
package struct ProcessError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package struct Code: Equatable, Sendable, CustomStringConvertible {
        private enum Value: String { case notFound, notPermitted, invalid, system, deadline, cancelled, tooMuchOutput }
        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// There is no such program or working directory.
        package static let notFound = Code(.notFound)
        /// The program may not be run.
        package static let notPermitted = Code(.notPermitted)
        /// The command cannot be expressed: a NUL byte, a relative path, a descriptor out of range.
        package static let invalid = Code(.invalid)
        /// The system refused for another reason.
        package static let system = Code(.system)
        /// The process ran longer than it may and was killed.
        package static let deadline = Code(.deadline)
        /// The task that waited was cancelled; the process was killed.
        package static let cancelled = Code(.cancelled)
        /// The process wrote more than it may and was killed.
        package static let tooMuchOutput = Code(.tooMuchOutput)

        package var description: String { value.rawValue }
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried, usually the name of a system call.
    package let operation: String
    /// What the system said.
    package let message: String

    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
