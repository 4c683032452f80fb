package import Verification

import struct FoundationEssentials.Date

/// Which builders a publisher publishes for. The publisher's own machine need not trust the one that built.
package struct PublisherTrust: Sendable {
    /// The measurements that are accepted; `.any` where only authenticity is asked for.
    package var builder: Expectations.Builder
    /// The operator's policy.
    package var policy: Expectations.PolicyExpectation
    /// Whether evidence of the software stand-in is published.
    package var allowsSimulated: Bool

    /// Describes whom to trust.
    package init(builder: Expectations.Builder, policy: Expectations.PolicyExpectation, allowsSimulated: Bool) {
        self.builder = builder
        self.policy = policy
        self.allowsSimulated = allowsSimulated
    }

    /// What a publication's files have to satisfy.
    func expectations(for publication: Publication) -> Expectations {
        Expectations(
            builder: builder,
            policy: policy,
            source: .repository(publication.source),
            revision: .refAndCommit(publication.tag, publication.commit),
            // The forge is asked for the tag later, just before the release becomes visible.
            tag: .notAsked,
            challenge: .none,
            files: .all,
            time: .made,
            format: .assay,
            allowsSimulated: allowsSimulated,
            allowsDebug: false,
            ignoresUnattested: false,
            current: CurrentStatus(collateral: nil, time: Date(), isRequired: false)
        )
    }
}
