import Builds
import Evidence
import Provenance

extension Examination {
    mutating func judgeDuplicates() {
        for path in layout.duplicates {
            judgement.fail(.fileDuplicated, found: path, "two files have this path")
        }
    }

    /// Whether the artifacts, all or those that were named, are there with the contents that the provenance states, and
    /// no other file is; `others` are paths of files that something else attests.
    mutating func judgeArtifacts(_ subjects: [Subject], besides others: Set<String> = []) throws {
        let named = Dictionary(uniqueKeysWithValues: subjects.map { ($0.name.description, $0) })
        if let names = namedFiles {
            try judge(named: names, named, besides: others)
        } else {
            for subject in subjects { try judge(subject) }
            judgeStrangers(named, besides: others)
        }
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
        let isSame = judgement.compare(
            .artifactDigestMismatch,
            expected: subject.sha256,
            found: found,
            "the digest of \(name)"
        )
        if isSame { judgement.artifacts.append(name) }
    }

    private mutating func judge(
        named names: [String],
        _ subjects: [String: Subject],
        besides others: Set<String>
    ) throws {
        if names.isEmpty { judgement.fail(.fileNotAttested, "no file was named") }
        // Whoever names a file means the one at that path, not an artifact of the same base name in the folder beside.
        if case .named(let paths) = expectations.files {
            for path in paths where layout.strangers.contains(path) && !others.contains(path) {
                judgement.fail(.fileNotAttested, found: path, "the file at this path is not an attested artifact")
            }
        }
        for name in names where !layout.isMetadata(name) && !others.contains(name) {
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

    private mutating func judgeStrangers(_ subjects: [String: Subject], besides others: Set<String>) {
        let unknown = (layout.strangers + layout.artifactNames.filter { subjects[$0] == nil })
            .filter { !others.contains($0) }
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
