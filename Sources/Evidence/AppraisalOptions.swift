/// What whoever verifies lets pass, and what for.
package struct AppraisalOptions: Hashable, Sendable {
    /// Whether a guest with debugging allowed passes.
    package var allowDebug: Bool
    /// Whether the software stand-in passes.
    package var allowSimulated: Bool
    /// Whether a release depends on it; evidence by itself is only reported on where a release would be refused.
    package var isRelease: Bool
    /// Whether whoever verifies said that any builder will do.
    package var isAnyBuilder: Bool
    /// Where the time of judgement came from.
    package var timeSource: JudgementTime.Source
    /// Whether collateral that is judged by the clock comes from whoever verifies, not with the evidence.
    package var choosesCollateral: Bool

    package init(
        allowDebug: Bool = false,
        allowSimulated: Bool = false,
        isRelease: Bool,
        isAnyBuilder: Bool,
        timeSource: JudgementTime.Source,
        choosesCollateral: Bool = false
    ) {
        self.allowDebug = allowDebug
        self.allowSimulated = allowSimulated
        self.isRelease = isRelease
        self.isAnyBuilder = isAnyBuilder
        self.timeSource = timeSource
        self.choosesCollateral = choosesCollateral
    }
}
