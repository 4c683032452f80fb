import Builds
import Evidence
import StrictJSON
import Verification

/// What came of judging evidence.
public struct AttestationVerdict: Sendable, CustomStringConvertible {
    /// What came of one rule.
    public struct Rule: Sendable, Hashable {
        /// What can come of a rule.
        public enum Outcome: String, Sendable { case pass, fail, notEvaluated = "not-evaluated" }

        /// The stable name of the rule, for example `REPORT_SIGNATURE_INVALID`: what is wrong when it fails.
        public let code: String
        /// Which question it belongs to: `authenticity`, `binding`, `tcb` or `policy`.
        public let aspect: String
        /// Whether the rule held.
        public let outcome: Outcome
        /// What was wanted, where there is such a value.
        public let expected: String?
        /// What was there instead.
        public let found: String?
        /// One line for people.
        public let message: String

        init(_ result: RuleResult) {
            code = result.code.rawValue
            aspect = result.aspect.rawValue
            outcome =
                switch result.outcome {
                case .pass: .pass
                case .fail: .fail
                case .notEvaluated: .notEvaluated
                }
            expected = result.expected
            found = result.found
            message = result.message
        }
    }

    private let verdict: Verdict

    init(_ verdict: Verdict) { self.verdict = verdict }

    /// Whether every rule that decides held.
    public var isVerified: Bool { verdict.outcome == .verified }
    /// The rules that decide; one that was not evaluated rejects as one that failed does.
    public var rules: [Rule] { verdict.results.map(Rule.init) }
    /// What is worth knowing and decides nothing.
    public var notices: [Rule] { verdict.notices.map(Rule.init) }
    /// The platform of the machine, where its evidence is authentic: `snp`, `tdx`, `az-snp`, `az-tdx`, `nitro`, `tpm`.
    public var platform: String? { verdict.machine?.platform.rawValue }
    /// The launch measurement, where the evidence is authentic and the platform has a single one.
    public var measurement: [UInt8]? { verdict.machine?.claims.measurement }
    /// The bytes that the machine committed to, where its evidence is authentic.
    public var commitment: [UInt8]? { verdict.machine?.claims.commitment }
    /// The verdict with all claims, as JSON.
    public var json: [UInt8] { verdict.json.serialized(.indented) }
    /// The verdict for people, a line a fact.
    public var description: String { verdict.lines.joined(separator: "\n") }
}
