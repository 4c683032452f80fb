import Builds
import Evidence
import Provenance

extension ReleaseExamination {
    /// Whether the files are those that the provenance names, no fewer and no others.
    mutating func judgeFiles(of build: AttestedBuild) throws {
        for path in layout.duplicates {
            judgement.fail(.fileDuplicated, found: path, "two files have this path")
        }
        try judgeChecksums(build.statement.subjects)
        try judgeLog(build.binding.logSHA256)
        let subjects = Dictionary(uniqueKeysWithValues: build.statement.subjects.map { ($0.name.description, $0) })
        if let names = namedFiles {
            try judge(named: names, subjects)
        } else {
            for subject in build.statement.subjects { try judge(subject) }
            judgeStrangers(subjects)
        }
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

    private mutating func judge(_ subject: Subject) throws {
        let name = subject.name.description
        guard let entry = layout[artifact: name] else {
            judgement.fail(.artifactMissing, expected: name, found: "none", "an artifact is missing")
            return
        }
        guard entry.isRegular else {
            judgement.fail(.artifactMissing, expected: name, found: "no plain file", "an artifact is missing")
            return
        }
        let found = SHA256Digest(bytes: try files.sha256(entry.path))
        judgement.compare(.artifactDigestMismatch, expected: subject.sha256, found: found, "the digest of \(name)")
    }

    private mutating func judge(named names: [String], _ subjects: [String: Subject]) throws {
        if names.isEmpty { judgement.fail(.fileNotAttested, "no file was named") }
        // Whoever names a file means the one at that path, not an artifact of the same base name in the folder beside.
        if case .named(let paths) = expectations.files {
            for path in paths where layout.strangers.contains(path) {
                judgement.fail(.fileNotAttested, found: path, "the file at this path is not an attested artifact")
            }
        }
        for name in names where BuildFile(rawValue: name) == nil {
            if let subject = ArtifactName(name).flatMap({ subjects[$0.description] }) {
                try judge(subject)
            } else {
                judgement.fail(.fileNotAttested, found: name, "the provenance does not name this file")
            }
        }
        // Evidence and provenance were judged already, or nothing would have come this far.
        if names.contains(BuildFile.provenance.rawValue), layout[.provenance] == nil {
            judgement.fail(.provenanceMissing, "\(BuildFile.provenance.rawValue) is missing")
        }
    }

    private mutating func judgeStrangers(_ subjects: [String: Subject]) {
        let unknown = layout.strangers + layout.artifactNames.filter { subjects[$0] == nil }
        for name in unknown.sorted() {
            if expectations.ignoresUnattested {
                judgement.notice(.fileNotAttested, "ignored: \(name)")
            } else {
                judgement.fail(.fileNotAttested, found: name, "the provenance does not name this file")
            }
        }
        if unknown.isEmpty { judgement.pass(.fileNotAttested, "every file is attested") }
    }
}
