/// A call of libcrypto failed, or bytes from outside were not what it can work with.
package struct OpenSSLError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it was.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// The library itself failed: memory, randomness, an operation that should have worked.
        package static let failure = Code("failure")
        /// The bytes are not the encoding that was expected, or bytes are left after it.
        package static let malformed = Code("malformed")
        /// The bytes are well formed, but of a kind that is not supported here.
        package static let unsupported = Code("unsupported")
        /// The input is larger than the limit.
        package static let limit = Code("limit")

        package var description: String { name }
    }

    /// The kind of failure.
    package let code: Code
    /// The C function, or the step, that failed.
    package let operation: String
    /// What the library said, or what was wrong; never key material.
    package let message: String

    init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
