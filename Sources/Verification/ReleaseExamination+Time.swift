import Builds
import Evidence
import Provenance

extension ReleaseExamination {
    /// When it was built, as far as anyone can tell.
    mutating func judgeTime(of build: AttestedBuild) {
        judgement.judgeTime(of: build.evidence, claimed: build.binding.issuedAt)
        if let age = policy?.maximumAge {
            judgement.judgeAge(of: build.evidence, maximum: age, at: expectations.current.time)
        }
    }
}
