/// The results of rules, in the order in which they were judged.
struct RuleLog {
    private(set) var results: [RuleResult] = []

    /// Whether some rule failed.
    var hasFailure: Bool { results.contains { $0.outcome == .fail } }

    mutating func append(_ result: RuleResult) { results.append(result) }

    /// Notes a rule that held.
    mutating func pass(_ code: ReasonCode, _ message: String) { append(RuleResult(code, .pass, message)) }

    /// Notes a rule after whose failure the others can still be judged.
    mutating func judge(
        _ code: ReasonCode,
        _ holds: Bool,
        expected: String? = nil,
        found: String? = nil,
        pass: String,
        fail: String
    ) {
        append(RuleResult(code, holds ? .pass : .fail, expected: expected, found: found, holds ? pass : fail))
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
        guard holds else { throw EvidenceError(code, expected: expected, found: found, fail) }
        append(RuleResult(code, .pass, expected: expected, found: found, pass))
    }
}
