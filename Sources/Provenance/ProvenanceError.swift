/// A file that describes a build could not be written or is not acceptable.
package struct ProvenanceError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// A value contradicts another one, or may not be written.
        package static let contradiction = Code("contradiction")
        /// The bytes are not of the format: its shape, its members, its encoding.
        package static let malformed = Code("malformed")
        /// The file is larger than the limit; it was not looked into.
        package static let limit = Code("limit")
        /// The file says that it is of another format, or does not say of which.
        package static let foreign = Code("foreign")
        /// A key could not be made or used.
        package static let signing = Code("signing")

        package var description: String { name }
    }

    /// What was wrong.
    package let code: Code
    /// The file or step concerned.
    package let operation: String
    /// A sentence for people: what was expected and what was found.
    package let message: String

    init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
