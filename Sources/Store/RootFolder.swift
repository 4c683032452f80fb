import Files

/// The folder that a ``BlobStore`` lives in, held open so that nobody can put another in its place.
final class RootFolder: Sendable {
    let directory: Directory

    /// Opens the folder, which is made where it is missing; the operator chose the path, so links in it are theirs.
    init(path: String) throws(StoreError) {
        directory = try files { () throws(FileError) in
            let directory = try Directory(path: path, makingWithMode: 0o700)
            for folder in ["sources", "builds", "tmp"] {
                try directory.makeDirectories(folder, mode: 0o700, synced: true)
            }
            return directory
        }
    }

    func removeTemporary(_ name: String) { try? directory.removeFile("tmp/" + name) }
}
