package import Builds

package import struct FoundationEssentials.Date

/// What whoever verifies wants to be true. Every question must be answered; leaving one out is an answer of its own.
package struct Expectations: Sendable {
    /// Which builder is trusted, besides what a policy says.
    package enum Builder: Sendable, Equatable {
        /// One whose measurement is one of these; SNP and Nitro have a single one.
        case measurements([[UInt8]])
        /// Any: the verdict says "authentic, builder unknown".
        case any
        /// The policy must identify one.
        case unspecified
    }

    /// A policy of whoever verifies; never one from the release or the repository under test.
    package enum PolicyExpectation: Sendable, Equatable {
        case policy(Policy)
        case none

        /// The policy, where there is one.
        var policy: Policy? { if case .policy(let policy) = self { policy } else { nil } }
    }

    /// Which repository the build must come from.
    package enum Source: Sendable, Equatable {
        case repository(RepositoryURL)
        /// Any source, also an uploaded archive.
        case any
        /// The policy must name one.
        case unspecified
    }

    /// Which version of the source was built.
    package enum Revision: Sendable, Equatable {
        case ref(RefName)
        case commit(ObjectID)
        case refAndCommit(RefName, ObjectID)
        /// The policy must name one, unless any source is accepted.
        case unspecified
    }

    /// What the forge said about the tag a moment ago.
    package enum Tag: Sendable, Equatable {
        /// The tag peels to this commit; `nil` where it is gone.
        case peels(to: ObjectID?)
        /// Nobody asked: without network there is no such answer.
        case notAsked
    }

    /// The requester's challenge.
    package enum Challenge: Sendable, Equatable {
        case nonce(Nonce)
        /// Nobody asks for freshness.
        case none
    }

    /// Which files are judged.
    package enum Files: Sendable, Equatable {
        /// All: every artifact and every file of ours must be there.
        case all
        /// Only these, by base name or by path in the release.
        case named([String])
    }

    /// At which time certificates and collateral are judged.
    package enum Time: Sendable, Equatable {
        /// When the evidence was made.
        case made
        case at(Date)

        /// The time that somebody named.
        var given: Date? { if case .at(let date) = self { date } else { nil } }
    }

    package var builder: Builder
    package var policy: PolicyExpectation
    package var source: Source
    package var revision: Revision
    package var tag: Tag
    package var challenge: Challenge
    package var files: Files
    package var time: Time
    package var format: ReleaseFormat
    /// Whether evidence of the software stand-in passes; it never identifies a builder.
    package var allowsSimulated: Bool
    /// Whether a guest that can be debugged passes.
    package var allowsDebug: Bool
    /// Whether files that are not attested may lie beside the others.
    package var ignoresUnattested: Bool
    /// What is known of the machine today.
    package var current: CurrentStatus

    package init(
        builder: Builder,
        policy: PolicyExpectation,
        source: Source,
        revision: Revision,
        tag: Tag,
        challenge: Challenge,
        files: Files,
        time: Time,
        format: ReleaseFormat,
        allowsSimulated: Bool,
        allowsDebug: Bool,
        ignoresUnattested: Bool,
        current: CurrentStatus
    ) {
        self.builder = builder
        self.policy = policy
        self.source = source
        self.revision = revision
        self.tag = tag
        self.challenge = challenge
        self.files = files
        self.time = time
        self.format = format
        self.allowsSimulated = allowsSimulated
        self.allowsDebug = allowsDebug
        self.ignoresUnattested = ignoresUnattested
        self.current = current
    }
}

extension Expectations.Revision {
    /// Reads `--ref`: a full ref, or the short name of a tag; `nil` if it is neither.
    package static func reference(_ text: String) -> RefName? {
        text.hasPrefix("refs/") ? RefName(text) : RefName.tag(text)
    }

    /// The ref, where one is expected.
    var ref: RefName? {
        switch self {
        case .ref(let ref), .refAndCommit(let ref, _): ref
        case .commit, .unspecified: nil
        }
    }

    /// The commit, where one is expected.
    var commit: ObjectID? {
        switch self {
        case .commit(let commit), .refAndCommit(_, let commit): commit
        case .ref, .unspecified: nil
        }
    }
}
