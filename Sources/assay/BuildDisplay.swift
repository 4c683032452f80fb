import Builds

/// Shows a build on standard error while it runs.
struct BuildDisplay: Sendable {
    /// Shows one event.
    func show(_ event: BuildEvent) {
        switch event.kind {
        case .info: Console.standardError.line("==> \(event.message.withoutControlCharacters)", .strong)
        case .log: Console.standardError.line("    \(event.message.withoutControlCharacters)", .faint)
        }
    }
}
