import Builds

/// Which file of a release is what: flat as release assets are, or nested as `assay build` writes.
struct ReleaseLayout {
    private let metadata: [BuildFile: ReleaseFiles.Entry]
    private let artifacts: [String: ReleaseFiles.Entry]
    /// Paths that stand there twice: which of the two would be judged is anyone's guess.
    let duplicates: [String]
    /// Files whose path can be neither metadata nor an artifact.
    let strangers: [String]

    private let known: Set<BuildFile>

    /// Sorts the files; of Assay's own, the format has those that are `known`.
    init(_ files: ReleaseFiles, known: Set<BuildFile> = Set(BuildFile.allCases)) {
        let folder = BuildFile.artifactsFolder + "/"
        let isNested = files.entries.contains { $0.path.hasPrefix(folder) }
        var metadata: [BuildFile: ReleaseFiles.Entry] = [:]
        var artifacts: [String: ReleaseFiles.Entry] = [:]
        var duplicates: [String] = []
        var strangers: [String] = []
        for entry in files.entries {
            if let file = BuildFile(rawValue: entry.path), known.contains(file) {
                if metadata.updateValue(entry, forKey: file) != nil { duplicates.append(entry.path) }
                continue
            }
            let isArtifact = isNested == entry.path.hasPrefix(folder)
            let name = isNested ? String(entry.path.dropFirst(folder.count)) : entry.path
            if !isArtifact || ArtifactName(name) == nil {
                strangers.append(entry.path)
            } else if artifacts.updateValue(entry, forKey: name) != nil {
                duplicates.append(entry.path)
            }
        }
        self.known = known
        self.metadata = metadata
        self.artifacts = artifacts
        self.duplicates = duplicates
        self.strangers = strangers
    }

    /// The names of the files that may be artifacts.
    var artifactNames: [String] { artifacts.keys.sorted() }

    /// Whether a name is that of a file of metadata in this format.
    func isMetadata(_ name: String) -> Bool { BuildFile(rawValue: name).map(known.contains) ?? false }

    /// A file of metadata.
    subscript(file: BuildFile) -> ReleaseFiles.Entry? { metadata[file] }

    /// A file that may be an artifact, by base name.
    subscript(artifact name: String) -> ReleaseFiles.Entry? { artifacts[name] }
}
