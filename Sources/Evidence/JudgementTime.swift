package import struct FoundationEssentials.Date

/// The time at which certificates and collateral are judged, and where it comes from.
package struct JudgementTime: Hashable, Sendable {
    /// Why that time.
    package enum Source: String, Hashable, Sendable {
        /// Whoever verifies named it.
        case given
        /// It is now, by the clock of whoever verifies.
        case clock
        /// The evidence, or what comes with it, claims it; nobody vouches for that.
        case claimed
        /// The platform signed it with the evidence.
        case anchored
    }

    package let date: Date
    package let source: Source

    package init(_ date: Date, _ source: Source) {
        self.date = date
        self.source = source
    }
}
