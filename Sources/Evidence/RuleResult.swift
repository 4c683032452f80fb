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

    package init(
        _ code: ReasonCode,
        _ outcome: Outcome,
        expected: String? = nil,
        found: String? = nil,
        _ message: String
    ) {
        self.code = code
        self.outcome = outcome
        self.expected = expected
        self.found = found
        self.message = message
    }
}
