import Builds
import Evidence
import Provenance

extension ReleaseExamination {
    /// Whether the files are those that the provenance names, no fewer and no others.
    mutating func judgeFiles(of build: AttestedBuild) throws {
        judgeDuplicates()
        try judgeChecksums(build.statement.subjects)
        try judgeLog(build.binding.logSHA256)
        try judgeArtifacts(build.statement.subjects)
    }

    private mutating func judgeChecksums(_ subjects: [Subject]) throws {
        let code = ReasonCode.checksumsMismatch
        guard let bytes = try contents(of: .checksums, limit: Checksums.sizeLimit, code) else {
            if layout[.checksums] == nil, isRequired(.checksums) {
                judgement.fail(.checksumsMissing, "\(BuildFile.checksums.rawValue) is missing")
            }
            return
        }
        let listed: [Subject]
        do {
            listed = try Checksums(decoding: bytes).subjects
        } catch {
            judgement.fail(code, error.description)
            return
        }
        let odd = Set(listed.map(Line.init)).symmetricDifference(subjects.map(Line.init)).map(\.name).sorted().first
        judgement.judge(
            code,
            odd == nil && listed.count == subjects.count,
            expected: "exactly the \(subjects.count) artifacts of the provenance",
            found: odd.map { "a difference at \($0)" } ?? "\(listed.count) lines",
            "\(BuildFile.checksums.rawValue) lists exactly the artifacts"
        )
    }

    /// What a line of `SHA256SUMS` says.
    private struct Line: Hashable {
        let name: String
        let digest: SHA256Digest

        init(_ subject: Subject) {
            name = subject.name.description
            digest = subject.sha256
        }
    }

    private mutating func judgeLog(_ expected: SHA256Digest) throws {
        guard let entry = layout[.log] else {
            if isRequired(.log) { judgement.fail(.logMissing, "\(BuildFile.log.rawValue) is missing") }
            return
        }
        let found = entry.isRegular ? SHA256Digest(bytes: try files.sha256(entry.path)) : nil
        judgement.compare(.logMismatch, expected: expected, found: found, "the digest of \(BuildFile.log.rawValue)")
    }
}
