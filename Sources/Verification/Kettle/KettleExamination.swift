import Builds
import Evidence

/// One verification of a `kettle-build` directory while it runs: `provenance.json`, `evidence.json` and `artifacts/`.
///
/// Kettle's own verifier accepts evidence of any machine, members that nobody attested and files that nobody listed; here
/// the rules are those of a release of Assay's, as far as the format has what they need.
struct KettleExamination: Examination {
    let files: ReleaseFiles
    let expectations: Expectations
    let evidence: EvidenceVerifier
    let layout: ReleaseLayout
    var judgement = Judgement()

    init(files: ReleaseFiles, expectations: Expectations, evidence: EvidenceVerifier) {
        self.files = files
        self.expectations = expectations
        self.evidence = evidence
        layout = ReleaseLayout(files, known: [.provenance, .evidence])
    }

    /// Judges everything; throws only what reading the files throws.
    mutating func verdict() throws -> Verdict {
        let build = try authenticate()
        if let build {
            judgeBuilder(of: build)
            judgeSource(StatedSource(build))
            judgeTime(of: build)
            judgeLimits(of: build)
            try judgeFiles(of: build)
        } else {
            judgement.skip(
                [
                    .builderNotAppraised, .sourceNotAppraised, .refNotAppraised, .artifactDigestMismatch,
                    .fileNotAttested,
                ],
                "not judged, as the provenance is not authentic"
            )
        }
        return Verdict(judgement, build.map { .kettle($0) })
    }
}

extension StatedSource {
    /// Kettle records no ref.
    init(_ build: KettleBuild) {
        url = RepositoryURL(build.statement.sourceURI)
        ref = nil
        commit = build.statement.commit
        nonce = build.nonce
    }
}
