/// Evidence failed a rule after which nothing further can be judged.
package struct EvidenceError: Error, Hashable, CustomStringConvertible {
    /// The rule that failed.
    package let code: ReasonCode
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
        expected: String? = nil,
        found: String? = nil,
        _ message: String,
        aspect: RuleAspect = .authenticity
    ) {
        self.code = code
        self.expected = expected
        self.found = found
        self.message = message
        self.aspect = aspect
    }

    /// The failure as the result of a rule.
    package var result: RuleResult {
        RuleResult(code, .fail, expected: expected, found: found, message, aspect: aspect)
    }

    package var description: String { "\(code): \(message)" }
}
