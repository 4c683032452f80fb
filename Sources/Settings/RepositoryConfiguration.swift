/// `.assay.yaml`: what a repository says about its own build. Anyone who can push may have written it.
package struct RepositoryConfiguration: Sendable, Equatable {
    /// How much of the history the build sees.
    package enum History: String, Sendable, Equatable, CaseIterable {
        /// The commit alone.
        case shallow
        /// Every commit and tag that leads to it.
        case full
    }

    /// The file's name, at the top of the tree.
    package static let fileName = ".assay.yaml"
    /// The largest file in bytes.
    package static let sizeLimit = 64 << 10
    /// The most words of a command, patterns, or variables.
    package static let listLimit = 256
    /// The longest word or value in bytes.
    package static let textLimit = 8192

    /// `build.command`: the words of the command; `nil` leaves the command to detection.
    package var command: [String]?
    /// `build.fetch`: the words of the command that gets dependencies, with the network through the proxy.
    package var fetch: [String]?
    /// `build.artifacts`: patterns of the files to publish; each has to match.
    package var artifacts: [String] = []
    /// `build.network`: whether the build phase needs the network. Default: false.
    package var network = false
    /// `build.timeout`; it can only lower the limit of the builder.
    package var timeout: Duration?
    /// `build.environment`: variables of the build, sorted by name when iterated.
    package var environment: [String: String] = [:]
    /// `source.history`. Default: shallow.
    package var history = History.shallow

    /// A configuration that leaves everything to detection.
    package init() {}
}
