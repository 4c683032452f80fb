/// A JSON text was not acceptable, or did not have the expected shape.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// The text is not JSON (RFC 8259).
        package static let syntax = Code("syntax")
        /// The text is larger, or nested deeper, than the caller allows.
        package static let limit = Code("limit")
        /// An object has the same member twice.
        package static let duplicateMember = Code("duplicateMember")
        /// An object has a member that the format does not define.
        package static let unknownMember = Code("unknownMember")
        /// An object lacks a member that the format requires.
        package static let missingMember = Code("missingMember")
        /// A value is of another type, or outside the range that the format allows.
        package static let wrongType = Code("wrongType")

        package var description: String { name }
    }

    /// What was wrong.
    package let code: Code
    /// A sentence for people: where it was and what was expected.
    package let message: String

    /// Makes an error with its sentence.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
