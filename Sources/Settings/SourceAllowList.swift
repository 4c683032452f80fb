package import Builds

/// `source.allow`: what `repo_url` may name.
///
/// A pattern is a URL whose path may hold `*`: within a component it stands for any characters, as the whole last
/// component for one or more components. `https://*.example.org/…` stands for every name beneath `example.org`. Private
/// addresses and files match only a pattern that names them without `*` in the host.
package struct SourceAllowList: Sendable, Equatable {
    /// A URL that may be fetched.
    package struct Allowed: Sendable, Equatable {
        /// The URL in its normal form: the one to fetch and to record.
        package let url: RepositoryURL
        /// Whether the connection may go to a private address, because a pattern names this host literally.
        package let mayBePrivate: Bool
    }

    /// What is allowed where the configuration says nothing.
    package static let standard = reading(["https://github.com/*"]).list
    /// Nothing.
    package static let nothing = SourceAllowList(patterns: [])

    private let patterns: [SourcePattern]

    private init(patterns: [SourcePattern]) { self.patterns = patterns }

    /// Reads patterns; `refused` has those that are not acceptable.
    package static func reading(_ texts: [String]) -> (list: SourceAllowList, refused: [String]) {
        let parsed = texts.map { SourcePattern($0) }
        return (
            SourceAllowList(patterns: parsed.compactMap(\.self)),
            zip(texts, parsed).filter { $0.1 == nil }.map(\.0)
        )
    }

    /// The patterns in their normal form; ``reading(_:)`` makes the same list of them.
    package var texts: [String] { patterns.map(\.description) }

    /// Whether `text` may be fetched; `nil` where it is no acceptable URL or nothing allows it.
    package func allowed(_ text: String) -> Allowed? {
        guard let url = RepositoryURL(text) else { return nil }
        return allowed(url)
    }

    /// Whether a URL may be fetched; `nil` where nothing allows it.
    package func allowed(_ url: RepositoryURL) -> Allowed? {
        let matching = patterns.filter { $0.matches(url) }
        guard !matching.isEmpty else { return nil }
        let isNamed = url.isPrivate && matching.contains { $0.names(url) }
        guard !url.isPrivate || isNamed else { return nil }
        return Allowed(url: url, mayBePrivate: isNamed)
    }
}
