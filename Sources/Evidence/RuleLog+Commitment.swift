import Builds
import Bytes

extension RuleLog {
    /// Compares what evidence commits to with what it should: all of the bytes, nothing padded or cut.
    mutating func judge(_ found: [UInt8], of platform: Platform, against expectation: CommitmentExpectation) {
        guard !found.isEmpty else {
            // A Nitro document has a nonce and a key beside user_data, so one without user_data may still be an answer.
            if platform == .nitro, case .unchecked(let reason) = expectation {
                notEvaluated(.reportDataMismatch, found: "no bytes", "not compared: \(reason)")
                return
            }
            fail(.reportDataMismatch, found: "no bytes", "the evidence commits to nothing")
            return
        }
        switch expectation {
        case .exactly(let expected): compare(found, expected: expected, "this data")
        case .build(let reportData): compare(found, expected: reportData.commitment(on: platform), "this build")
        case .all(let expectations):
            if expectations.isEmpty { fail(.reportDataMismatch, "nothing is named that the evidence should commit to") }
            for expectation in expectations { judge(found, of: platform, against: expectation) }
        case .unchecked(let reason):
            notEvaluated(.reportDataMismatch, found: found.hexadecimal, "not compared: \(reason)")
        }
    }

    private mutating func compare(_ found: [UInt8], expected: [UInt8], _ what: String) {
        judge(
            .reportDataMismatch,
            found == expected,
            expected: expected.hexadecimal,
            found: found.hexadecimal,
            pass: "the evidence commits to \(what)",
            fail: "the evidence does not commit to \(what)"
        )
    }
}
