/// Something that happened in a build, as its log and its stream show it.
package struct BuildEvent: Codable, Sendable, Equatable {
    /// The kinds of event.
    package enum Kind: String, Codable, Sendable {
        /// A stage of the pipeline began or ended.
        case info
        /// A piece of the build's own output.
        case log
    }

    /// The largest message of a ``Kind/log`` event in bytes of UTF-8.
    package static let maximumLogMessage = 4096

    /// The kind of event.
    package var kind: Kind
    /// The text, without a trailing line feed.
    package var message: String

    /// Makes an event.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
