/// How far a search through history may go.
package struct HistoryLimits: Sendable, Equatable {
    /// The most commits that are looked at.
    package var commits = 2_000_000
    /// The largest commit, in bytes.
    package var commitSize = 1 << 20
    /// The most bytes of the commits in a proof together.
    package var proofSize = 1 << 30

    /// Makes the default limits, to be changed one by one.
    package init() {}
}
