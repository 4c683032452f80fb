/// What lies at the top of a project, as the verified source says: never read through a build's file system.
package struct ProjectFiles: Sendable {
    /// An entry of the project's top directory.
    package enum Entry: Sendable, Equatable {
        case file([UInt8])
        /// A file that is larger than what planning reads.
        case tooLarge
        case symbolicLink
        case directory
        case submodule
    }

    private let entries: [String: Entry]

    /// The entries by name.
    package init(_ entries: [String: Entry]) { self.entries = entries }

    /// The entry of that name, or `nil`.
    package subscript(name: String) -> Entry? { entries[name] }

    /// Whether there is a regular file of that name.
    package func hasFile(_ name: String) -> Bool {
        switch entries[name] {
        case .file, .tooLarge: true
        default: false
        }
    }

    /// The names in order.
    package var names: [String] { entries.keys.sorted() }
}
