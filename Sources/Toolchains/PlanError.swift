/// Why no plan could be made for a project.
package struct PlanError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// Nothing says how to build the project.
        package static let unsupported = Code("unsupported")
        /// A file of the project is not what it must be.
        package static let invalid = Code("invalid")
        /// `.assay.yaml` is not acceptable.
        package static let configuration = Code("configuration")
    }

    package let code: Code
    /// One sentence: what was expected and what was found.
    package let message: String
    /// The next step, where there is one.
    package let hint: String?

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}
