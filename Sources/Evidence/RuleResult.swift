/// What came of one rule.
package struct RuleResult: Hashable, Sendable {
    /// Whether the rule held.
    package enum Outcome: String, Hashable, Sendable {
        case pass
        case fail
        /// The rule could not be judged: something that it needs is not there, or the caller chose not to ask.
        case notEvaluated = "not-evaluated"
    }

    /// The rule, named for what is wrong when it fails.
    package let code: ReasonCode
    package let outcome: Outcome
    /// What was wanted, where there is such a value.
    package let expected: String?
    /// What was there instead.
    package let found: String?
    /// One line for people; lower case, no full stop.
    package let message: String
    /// Which question the rule belongs to.
    package let aspect: RuleAspect

    package init(
        _ code: ReasonCode,
        _ outcome: Outcome,
        expected: String? = nil,
        found: String? = nil,
        _ message: String,
        aspect: RuleAspect = .authenticity
    ) {
        self.code = code
        self.outcome = outcome
        self.expected = expected.map(Self.printable)
        self.found = found.map(Self.printable)
        self.message = Self.printable(message)
        self.aspect = aspect
    }

    /// The same with another outcome.
    package func withOutcome(_ outcome: Outcome) -> RuleResult {
        RuleResult(code, outcome, expected: expected, found: found, message, aspect: aspect)
    }

    /// As many characters of a text as are kept: names inside evidence are chosen by whoever made it.
    package static let textLimit = 1024

    /// The text without control characters, which could rewrite the terminal that it is shown on, and not too long.
    private static func printable(_ text: String) -> String {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy { (0x20..<0x7F).contains($0) } }
        if isPlain ?? false, text.utf8.count <= textLimit { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(textLimit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalars.append("\u{FFFD}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars) + (text.unicodeScalars.count > textLimit ? "…" : "")
    }
}
