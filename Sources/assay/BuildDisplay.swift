import Builds
import Bytes

/// Shows a build on standard error while it runs.
struct BuildDisplay: Sendable {
    /// Shows what is behind a failure.
    func explain(_ text: String) { Console.standardError.line("    \(text.withoutControlCharacters)", .warning) }

    /// Shows one event.
    func show(_ event: BuildEvent) {
        switch event.kind {
        case .info: Console.standardError.line("==> \(event.message.withoutControlCharacters)", .strong)
        case .log: Console.standardError.line("    \(event.message.withoutControlCharacters)", .faint)
        }
    }
}
