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
                // A builder that is root shares the store with a receiver that is not.
                try directory.directory(folder).descriptor.setOwner(like: directory.descriptor)
            }
            return directory
        }
    }

    /// Removes from a folder what nobody has touched since `time`, in seconds since 1970, and nobody needs.
    func remove(from folder: String, olderThan time: Int, where isUseless: (String) -> Bool) throws(FileError) {
        let folder = try directory.directory(folder)
        for entry in try folder.entries() where entry.status.modified < time {
            guard let name = entry.text, isUseless(name) else { continue }
            if entry.status.kind == .directory { try folder.removeTree(name) } else { try folder.removeFile(name) }
        }
    }

    func removeTemporary(_ name: String) { try? directory.removeFile("tmp/" + name) }
}
