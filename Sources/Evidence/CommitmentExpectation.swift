/// What evidence must commit to.
package enum CommitmentExpectation: Hashable, Sendable {
    /// All of the bytes must be these: REPORT_DATA, a quote's extraData or Nitro's user_data.
    case exactly([UInt8])
    /// What a build's REPORT_DATA becomes on the platform of the evidence.
    case build(ReportData)
    /// To each of these, which only holds where they come to the same bytes.
    case all([CommitmentExpectation])
    /// Whoever asks compares by other means, or only looks; the rule is reported as not evaluated, with this reason.
    case unchecked(String)
}
