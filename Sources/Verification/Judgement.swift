import Evidence

/// The results of a verification while it runs, in the order in which rules were judged.
struct Judgement {
    /// Results that decide: anything but a pass rejects.
    private(set) var results: [RuleResult] = []
    /// Remarks that are shown and decide nothing.
    private(set) var notices: [RuleResult] = []

    /// What is known of the machine under newer collateral; `nil` where there is none.
    var current: CurrentVerdict?

    /// The names of the artifacts that are what the provenance states.
    var artifacts: [String] = []

    /// Whether nothing has been found that rejects.
    var isClean: Bool { results.allSatisfy { $0.outcome == .pass } }

    mutating func append(_ result: RuleResult) { results.append(result) }

    mutating func notice(_ code: ReasonCode, _ message: String) {
        notices.append(RuleResult(code, .notEvaluated, message, aspect: .policy))
    }

    mutating func notice(_ result: RuleResult) { notices.append(result) }

    mutating func pass(_ code: ReasonCode, _ message: String, aspect: RuleAspect = .binding) {
        append(RuleResult(code, .pass, message, aspect: aspect))
    }

    mutating func fail(
        _ code: ReasonCode,
        expected: String? = nil,
        found: String? = nil,
        _ message: String,
        aspect: RuleAspect = .binding
    ) {
        append(RuleResult(code, .fail, expected: expected, found: found, message, aspect: aspect))
    }

    mutating func skip(_ code: ReasonCode, _ message: String, aspect: RuleAspect = .binding) {
        append(RuleResult(code, .notEvaluated, message, aspect: aspect))
    }

    mutating func skip(_ codes: [ReasonCode], _ message: String) { codes.forEach { skip($0, message) } }

    /// Judges a condition; `statement` says in words what is true when it holds.
    mutating func judge(
        _ code: ReasonCode,
        _ holds: Bool,
        expected: String,
        found: String,
        _ statement: String,
        aspect: RuleAspect = .policy
    ) {
        let message = holds ? statement : "it is not so that " + statement
        append(RuleResult(code, holds ? .pass : .fail, expected: expected, found: found, message, aspect: aspect))
    }

    /// Compares what was found with what was expected, in value and in spelling.
    ///
    /// Strings are equal in Swift when Unicode holds them to be equivalent. To git, and to whoever typed an expectation,
    /// `K` and the Kelvin sign are two names.
    @discardableResult
    mutating func compare<Value: Equatable & CustomStringConvertible>(
        _ code: ReasonCode,
        expected: Value,
        found: Value?,
        _ subject: String
    ) -> Bool {
        let spelling = expected.description.utf8
        let holds = found == expected && found?.description.utf8.elementsEqual(spelling) == true
        append(
            RuleResult(
                code,
                holds ? .pass : .fail,
                expected: expected.description,
                found: found?.description ?? "none",
                holds ? "\(subject) is as expected" : "\(subject) is not as expected",
                aspect: .binding
            )
        )
        return holds
    }
}
