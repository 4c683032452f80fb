import Builds
import Evidence
import Testing
import Verification

extension Expectations {
    /// What ``ReleaseFixture`` satisfies.
    static func satisfied() throws -> Expectations {
        Expectations(
            builder: .any,
            policy: .none,
            source: .repository(try #require(RepositoryURL(ReleaseFixture.url))),
            revision: .ref(try #require(RefName.tag("v1.0"))),
            tag: .notAsked,
            challenge: .none,
            files: .all,
            time: .made,
            format: .assay,
            allowsSimulated: true,
            allowsDebug: false,
            ignoresUnattested: false,
            requiresCurrent: false
        )
    }

    /// The same with one change.
    func with(_ change: (inout Expectations) throws -> Void) rethrows -> Expectations {
        var changed = self
        try change(&changed)
        return changed
    }
}

extension ReleaseVerifier {
    /// Judges files in memory.
    func verify(_ contents: [String: [UInt8]], _ expectations: Expectations) throws -> Verdict {
        try verify(ReleaseFiles(contents), expecting: expectations)
    }
}

extension Verdict {
    /// Everything that rejects, in the words that a table of cases uses: `CODE` failed, `?CODE` was not evaluated.
    var reasons: Set<String> {
        Set(failures.map(\.rawValue)).union(unanswered.map { "?\($0.rawValue)" })
    }
}
