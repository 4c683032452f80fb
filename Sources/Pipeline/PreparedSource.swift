import Builds
import Toolchains

/// A source that was fetched and checked, and lies in the workspace.
struct PreparedSource: Sendable {
    /// What it is.
    var identity: SourceIdentity
    /// What lies at its top, as the checked bytes say.
    var files: ProjectFiles
    /// The name that its packed output gets, for example `hello-v1.0`.
    var name: String
    /// Whether it was fetched without any credential.
    var isPublic = false
}
