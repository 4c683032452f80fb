import Builds
import Bytes
import Files
import Verification

/// The files of a release in a directory, flat or with an `artifacts` folder.
struct ReleaseFolder {
    /// The most files that a release may have.
    static let entryLimit = 10_000

    /// The directory.
    let path: String

    /// Lists the directory; links are listed as what they are and never followed.
    func files() throws(FileError) -> ReleaseFiles {
        let path = path
        let top = try Directory(path: path)
        var entries = try Self.entries(of: top, prefix: "")
        // Anything of that name but a folder stays in the list, as something that no release may have.
        if (try? top.status(of: BuildFile.artifactsFolder))?.kind == .directory {
            entries.removeAll { $0.path == BuildFile.artifactsFolder }
            let artifacts = try top.directory(BuildFile.artifactsFolder)
            entries += try Self.entries(of: artifacts, prefix: BuildFile.artifactsFolder + "/")
        }
        return ReleaseFiles(
            entries: entries,
            read: { try Directory(path: path).file($0).readToEnd(limit: $1 + 1) },
            sha256: { name in
                let copy = try Directory(path: path).file(name).hash()
                return [UInt8](hexadecimal: copy.sha256) ?? []
            }
        )
    }

    private static func entries(
        of directory: borrowing Directory,
        prefix: String
    ) throws(FileError) -> [ReleaseFiles.Entry] {
        try directory.entries(limit: entryLimit).map { entry in
            let name = entry.text ?? "\(entry.name.hexadecimal) (not UTF-8)"
            return ReleaseFiles.Entry(
                path: prefix + name,
                size: entry.status.size,
                isRegular: entry.status.kind == .regular
            )
        }
    }
}
