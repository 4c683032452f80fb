/// The results of rules, in the order in which they were judged.
package struct RuleLog: Sendable {
    package private(set) var results: [RuleResult] = []
    /// Which question the rules that follow belong to.
    package var aspect: RuleAspect

    package init(_ aspect: RuleAspect = .authenticity) {
        self.aspect = aspect
        results.reserveCapacity(Self.usualCount)
    }

    /// As many rules as most evidence is judged by.
    private static let usualCount = 32

    /// Whether some rule failed.
    package var hasFailure: Bool { results.contains { $0.outcome == .fail } }

    package mutating func append(_ result: RuleResult) { results.append(result) }

    /// Notes a rule that held.
    mutating func pass(_ code: ReasonCode, expected: String? = nil, found: String? = nil, _ message: String) {
        append(RuleResult(code, .pass, expected: expected, found: found, message, aspect: aspect))
    }

    /// Notes a rule that failed, after which the others can still be judged.
    mutating func fail(_ code: ReasonCode, expected: String? = nil, found: String? = nil, _ message: String) {
        append(RuleResult(code, .fail, expected: expected, found: found, message, aspect: aspect))
    }

    /// Notes a rule that nothing decides: what it needs is absent, or whoever verifies did not ask.
    mutating func notEvaluated(
        _ code: ReasonCode,
        expected: String? = nil,
        found: String? = nil,
        _ message: String
    ) {
        append(RuleResult(code, .notEvaluated, expected: expected, found: found, message, aspect: aspect))
    }

    /// Notes a rule after whose failure the others can still be judged.
    mutating func judge(
        _ code: ReasonCode,
        _ holds: Bool,
        expected: String? = nil,
        found: String? = nil,
        pass: String,
        fail: String
    ) {
        append(
            RuleResult(
                code,
                holds ? .pass : .fail,
                expected: expected,
                found: found,
                holds ? pass : fail,
                aspect: aspect
            )
        )
    }

    /// Notes a rule after whose failure nothing else may be judged: what follows would rest on forged bytes.
    mutating func require(
        _ code: ReasonCode,
        _ holds: Bool,
        expected: String? = nil,
        found: String? = nil,
        pass: String,
        fail: String
    ) throws(EvidenceError) {
        guard holds else { throw EvidenceError(code, expected: expected, found: found, fail, aspect: aspect) }
        self.pass(code, expected: expected, found: found, pass)
    }
}
