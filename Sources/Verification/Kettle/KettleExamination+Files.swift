import Builds
import Evidence
import Provenance

extension KettleExamination {
    /// Whether the files are those that the provenance names, no fewer and no others. The lock file of the source may lie
    /// beside them: its digest is attested too.
    mutating func judgeFiles(of build: KettleBuild) throws {
        judgeDuplicates()
        let lockfile = try judgeLockfile(of: build.statement)
        try judgeArtifacts(build.statement.subjects, besides: lockfile.map { [$0] } ?? [])
    }

    /// The path of the lock file, where there is one and it is judged.
    private mutating func judgeLockfile(of statement: KettleStatement) throws -> String? {
        let path = statement.toolchain.lockfile
        let isSubject = statement.subjects.contains { $0.name.description == path }
        guard let entry = files.entries.first(where: { $0.path == path }), !isSubject else { return nil }
        let found = entry.isRegular ? SHA256Digest(bytes: try files.sha256(path)) : nil
        judgement.compare(.lockfileMismatch, expected: statement.lockfile, found: found, "the digest of \(path)")
        return path
    }
}
