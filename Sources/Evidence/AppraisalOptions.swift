package import struct FoundationEssentials.Date

/// What this stage is told to expect of evidence, and what it may let pass.
package struct AppraisalOptions: Hashable, Sendable {
    /// What the evidence must commit to.
    package enum ReportDataExpectation: Hashable, Sendable {
        /// All 64 bytes must be these.
        case exactly(ReportData)
        /// Whoever asks compares by other means, or only looks; the rule is reported as not evaluated, with this reason.
        case unchecked(String)
    }

    /// What the evidence must commit to.
    package var reportData: ReportDataExpectation
    /// The time at which certificates are judged; never one that the evidence claims itself.
    package var time: Date
    /// Whether a guest with debugging allowed passes.
    package var allowDebug: Bool
    /// Whether the software stand-in passes.
    package var allowSimulated: Bool

    package init(
        reportData: ReportDataExpectation,
        at time: Date,
        allowDebug: Bool = false,
        allowSimulated: Bool = false
    ) {
        self.reportData = reportData
        self.time = time
        self.allowDebug = allowDebug
        self.allowSimulated = allowSimulated
    }
}
