import Bytes

/// A file could not be decoded for display.
package struct InspectionError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// The bytes are of no format that is known here.
        package static let unknownFormat = Code("unknownFormat")
        /// The bytes are of a known format, and damaged.
        package static let malformed = Code("malformed")

        package var description: String { name }
    }

    /// What was wrong.
    package let code: Code
    /// The kind of file that was being read.
    package let operation: String
    /// A sentence for people, on one line and without control characters: it may quote the file.
    package let message: String

    init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message.withoutControlCharacters
    }

    package var description: String { "\(operation): \(message)" }
}
