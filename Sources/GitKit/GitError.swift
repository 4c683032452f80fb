/// Git objects, a repository or a server were not what they have to be.
package struct GitError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String

        /// Names a kind of failure; each part of this target adds its own beside its code.
        init(_ name: String) { self.name = name }

        /// An object, a ref or a repository is not there.
        package static let notFound = Code("notFound")
        /// Bytes are not in the form that git prescribes.
        package static let malformed = Code("malformed")
        /// Something is larger, deeper or more numerous than the caller allows.
        package static let limit = Code("limit")
        /// A file could not be read or written.
        package static let inputOutput = Code("inputOutput")
        /// libgit2 failed in a way that has no other code.
        package static let library = Code("library")

        package var description: String { name }
    }

    /// What was wrong.
    package let code: Code
    /// The C function or the step that failed.
    package let operation: String
    /// A sentence for people, without secrets or control characters.
    package let message: String
    /// What the user can do about it, where there is something.
    package let hint: String?

    /// Makes an error; control characters in `message` are replaced, since names from outside get into it.
    package init(_ code: Code, operation: String, message: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.message = String(String.UnicodeScalarView(message.unicodeScalars.prefix(Self.maximumLength))).printable
        self.hint = hint
    }

    /// The longest message, in Unicode scalars.
    private static let maximumLength = 2048

    package var description: String { "\(operation): \(message)" }
}
