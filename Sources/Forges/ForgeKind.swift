/// A kind of forge: it decides how deliveries are signed and which API is spoken.
///
/// GitLab and Bitbucket are to become further cases, each with its own folder beside `GitHub/` and `Gitea/`.
package enum ForgeKind: String, Codable, Sendable, CaseIterable {
    case github
    /// Gitea and Forgejo.
    case gitea
    /// Folders on this machine; its deliveries are shaped and signed as GitHub's.
    case directory

    /// Whether `Owner/Name` and `owner/name` are one repository.
    package var ignoresCaseOfNames: Bool { self != .directory }
}
