import Glibc

/// The folder that a ``BlobStore`` lives in, held open so that nobody can put another in its place.
final class RootFolder: Sendable {
    let descriptor: FileDescriptor

    init(path: String) throws(StoreError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileError.last("mkdir", "the store's folder") }
        // The operator chose this path, so links in it are theirs.
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw FileError.last("open", "the store's folder") }
        defer { close(number) }
        descriptor = try FileDescriptor(".", in: number, O_RDONLY | O_DIRECTORY)
        for folder in ["sources", "builds", "tmp"] {
            _ = try FileDescriptor(folders: [folder], below: descriptor.number, create: true)
        }
    }

    func removeTemporary(_ name: String) {
        guard let folder = try? FileDescriptor(folders: ["tmp"], below: descriptor.number, create: false) else {
            return
        }
        unlinkat(folder.number, name, 0)
    }
}
