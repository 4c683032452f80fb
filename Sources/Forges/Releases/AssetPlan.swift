/// What has to be done so that a release holds the files that it should.
struct AssetPlan {
    /// The assets that are right.
    private(set) var kept: [ReleaseAsset] = []
    /// The assets that have to go.
    private(set) var removals: [ReleaseAsset] = []
    /// The files that have to come.
    private(set) var uploads: [AssetFile] = []

    /// Whether the release holds what it should.
    var isDone: Bool { removals.isEmpty && uploads.isEmpty }

    /// Compares what should be there with what is; `digests` are those of the complete assets that have our names.
    ///
    /// Names are compared without case: a mirror or a user's file system may not tell them apart.
    init(
        files: [AssetFile],
        assets: [ReleaseAsset],
        digests: [String: ContentDigest],
        mode: ReleaseEditor.Mode
    ) throws(ForgeError) {
        for file in files {
            let namesakes = assets.filter { $0.name.lowercased() == file.name.lowercased() }
            let wanted = ContentDigest(size: file.size, sha256: file.sha256)
            let right = namesakes.first { $0.name == file.name && digests[$0.id] == wanted }
            let others = namesakes.filter { $0.id != right?.id }
            if mode == .extending, let other = others.first(where: { $0.isComplete && digests[$0.id] != wanted }) {
                throw ForgeError(
                    .alreadyExists,
                    "extend release",
                    "the release already has a file \(other.name) with other contents"
                )
            }
            removals += others
            if let right { kept.append(right) } else { uploads.append(file) }
        }
        if mode == .owned {
            let names = Set(files.map { $0.name.lowercased() })
            removals += assets.filter { !names.contains($0.name.lowercased()) }
        }
    }
}
