import Builds
import Evidence

/// One verification of a release of Assay's while it runs. Its steps are in extensions, in the order of
/// ``ReleaseVerifier``.
struct ReleaseExamination: Examination {
    let files: ReleaseFiles
    let expectations: Expectations
    let evidence: EvidenceVerifier
    let layout: ReleaseLayout
    var judgement = Judgement()

    init(files: ReleaseFiles, expectations: Expectations, evidence: EvidenceVerifier) {
        self.files = files
        self.expectations = expectations
        self.evidence = evidence
        layout = ReleaseLayout(files)
    }
}
