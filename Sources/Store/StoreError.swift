/// The store refused or failed to do something.
package struct StoreError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure it was.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// Somebody else holds the database for too long; the same call may work in a moment.
        package static let busy = Code("busy")
        /// The disk is full.
        package static let full = Code("full")
        /// There is nothing of that name.
        package static let notFound = Code("notFound")
        /// The thing is in a state in which this cannot be done.
        package static let conflict = Code("conflict")
        /// The lease has ended or belongs to somebody else by now; its holder must stop.
        package static let leaseLost = Code("leaseLost")
        /// Something is larger than the limit.
        package static let limit = Code("limit")
        /// The stored data or the store's settings are not what this program writes.
        package static let unusable = Code("unusable")
        /// The database or the file system failed.
        package static let failure = Code("failure")

        package var description: String { name }
    }

    /// What kind of failure it was.
    package let code: Code
    /// The operation, for example `lease a build`, or a system call's name.
    package let operation: String
    /// A sentence for the operator.
    package let message: String

    /// Makes an error.
    package init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }

    /// Whether the same call may succeed later, without anybody changing the request.
    package var isTransient: Bool { code == .busy || code == .full }
}
