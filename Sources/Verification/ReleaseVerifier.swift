package import Evidence

/// Judges a release against what whoever verifies wants to be true. Pure but for reading the files it is given.
package struct ReleaseVerifier: Sendable {
    /// Verifies with the platforms that ``EvidenceVerifier/standard`` knows.
    package static let standard = ReleaseVerifier(evidence: .standard)

    private let evidence: EvidenceVerifier

    /// Verifies evidence with `evidence`.
    package init(evidence: EvidenceVerifier) { self.evidence = evidence }

    /// Judges `files`; throws only what their closures throw, and then nothing is known.
    ///
    /// Authenticity comes first. Nothing that the files say of themselves is judged before the evidence is known to
    /// cover it; rules that need it are then reported as not evaluated.
    package func verify(_ files: ReleaseFiles, expecting expectations: Expectations) throws -> Verdict {
        if expectations.format == .kettle {
            var examination = KettleExamination(files: files, expectations: expectations, evidence: evidence)
            return try examination.verdict()
        }
        var examination = ReleaseExamination(files: files, expectations: expectations, evidence: evidence)
        let build = try examination.authenticate()
        if let build {
            examination.judgeBuilder(of: build)
            examination.judgeSource(StatedSource(build))
            examination.judgeTime(of: build)
            try examination.judgeFiles(of: build)
        } else {
            examination.judgement.skip(
                [
                    .builderNotAppraised, .sourceNotAppraised, .refNotAppraised, .checksumsMismatch, .logMismatch,
                    .artifactDigestMismatch, .fileNotAttested,
                ],
                "not judged, as the provenance is not authentic"
            )
        }
        return Verdict(examination.judgement, build.map { .build($0) })
    }
}
