package import Builds

/// The repositories that a webhook's secret speaks for.
package enum WebhookScope: Sendable, Equatable {
    /// The one repository that a hook was made for.
    case repository(RepositoryName)
    /// A forge-wide secret: the repositories that match one of these patterns.
    case repositories([SegmentPattern])

    /// Whether a delivery about `repository` is covered.
    package func contains(_ repository: RepositoryName, on kind: ForgeKind) -> Bool {
        switch self {
        case .repository(let name):
            kind.ignoresCaseOfNames
                ? name.description.lowercased() == repository.description.lowercased() : name == repository
        case .repositories(let patterns):
            patterns.contains { $0.matches(repository.description, ignoringCase: kind.ignoresCaseOfNames) }
        }
    }
}
