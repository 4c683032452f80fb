import Builds
import Files
import GitKit
import Glibc

/// The `.git` folder that a project asked for with `source: {history: full}`.
///
/// It holds the pack as the child indexed it, the tags, and a detached `HEAD`. The build reads it; nothing that is
/// attested is read from it.
struct GitFolder: Sendable {
    /// The most bytes of a pack or index that is copied.
    private static let fileLimit = 8 << 30

    let workspace: Workspace

    /// Writes the folder into the checked-out source.
    func write(commit: ObjectID, client: UploadPackClient) async throws {
        let tags = try await client.references(prefixes: ["refs/tags/"])
        try Self.requireNoGitFolder(workspace.source)
        let source = try Directory(path: workspace.source)
        for path in [".git", ".git/objects", ".git/objects/pack", ".git/refs"] { try source.makeDirectory(path) }
        try copyPack(to: source)
        try Self.write("\(commit)\n", to: ".git/HEAD", in: source)
        try Self.write("[core]\n\trepositoryformatversion = 0\n\tbare = false\n", to: ".git/config", in: source)
        try Self.write(Self.packedRefs(tags), to: ".git/packed-refs", in: source)
    }

    private static func requireNoGitFolder(_ path: String) throws {
        var status = stat()
        guard lstat(path + "/.git", &status) != 0 else {
            throw BuildFailure(.sourceInvalid, "the source holds an entry called .git")
        }
    }

    private func copyPack(to source: borrowing Directory) throws {
        let packs = try Directory(path: workspace.objects + "/pack")
        for entry in try packs.entries(limit: 16) {
            guard let name = entry.text, name.hasSuffix(".pack") || name.hasSuffix(".idx") else { continue }
            let copy = try source.create(".git/objects/pack/\(name)", mode: 0o444)
            _ = try copy.copyAndHash(from: packs.file(name), limit: Self.fileLimit)
        }
    }

    private static func write(_ text: String, to path: String, in source: borrowing Directory) throws {
        try source.create(path).write(Array(text.utf8))
    }

    private static func packedRefs(_ tags: [RemoteReference]) -> String {
        var text = "# pack-refs with: peeled fully-peeled \n"
        for tag in tags where RefName(tag.name) != nil {
            text += "\(tag.id) \(tag.name)\n"
            if let peeled = tag.peeled { text += "^\(peeled)\n" }
        }
        return text
    }
}
