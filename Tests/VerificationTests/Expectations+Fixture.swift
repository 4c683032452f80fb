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
            current: CurrentStatus(collateral: nil, time: ReleaseFixture.issuedAt, isRequired: false)
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

extension Policy {
    /// A policy that names platforms and nothing else.
    init(platforms: Set<Platform>) {
        self.init()
        machine.platforms = platforms
    }

    /// A policy that names measurements of SNP guests.
    init(platforms: Set<Platform>? = nil, snp measurements: [[UInt8]], lines: Set<SNPProductLine>? = nil) {
        self.init()
        var section = SNPPolicy()
        section.measurement = measurements
        section.lines = lines
        machine.platforms = platforms
        machine.snp = section
    }
}
