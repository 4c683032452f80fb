import FoundationEssentials
import Glibc

/// The few operations on files that a directory forge consists of; they block and throw ``ForgeError``.
enum DirectoryFiles {
    /// The largest description of a release, in bytes.
    static let descriptionLimit = 1 << 20
    /// The most files of one release.
    static let entryLimit = 10_000

    static func makeFolder(_ path: String, _ operation: String) throws(ForgeError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ForgeError(.fileSystem, operation, "a folder cannot be made")
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names and sizes of the regular files in a folder, sorted; anything else in it is left out.
    static func files(in folder: String, _ operation: String) throws(ForgeError) -> [(name: String, size: Int)] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ForgeError(.notFound, operation, "there is no such release")
        }
        guard names.count <= entryLimit else {
            throw ForgeError(.refused, operation, "more than \(entryLimit) files")
        }
        return names.sorted().compactMap { name in
            var status = stat()
            guard lstat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            return (name, Int(status.st_size))
        }
    }

    /// Copies a regular file into `sink`, at most `limit` bytes.
    static func read(_ path: String, into sink: ContentSink, limit: Int, _ operation: String) throws(ForgeError) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ForgeError(errno == ENOENT ? .notFound : .fileSystem, operation, "a file cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ForgeError(.fileSystem, operation, "not a regular file")
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var total = 0
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ForgeError(.fileSystem, operation, "a file cannot be read") }
            if count == 0 { return }
            total += count
            guard total <= limit else { throw ForgeError(.fileSystem, operation, "a file of more than \(limit) bytes") }
            do { try sink.receive(Array(buffer[..<count])) } catch {
                throw ForgeError(.fileSystem, operation, "a file cannot be written")
            }
        }
    }

    /// A small file's bytes; `nil` where there is none.
    static func contents(_ path: String, _ operation: String) throws(ForgeError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw ForgeError(.fileSystem, operation, "a file cannot be opened") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ForgeError(.fileSystem, operation, "a file cannot be read") }
            if count == 0 { return bytes }
            guard bytes.count + count <= descriptionLimit else {
                throw ForgeError(.fileSystem, operation, "a file of more than \(descriptionLimit) bytes")
            }
            bytes += buffer[..<count]
        }
    }

    /// Puts a small file in place as a whole, on disk before its name is.
    static func replace(_ path: String, with bytes: [UInt8], _ operation: String) throws(ForgeError) {
        let part = path + ".part"
        unlink(part)
        let sink = try ContentSink(path: part)
        do { try sink.receive(bytes) } catch { throw ForgeError(.fileSystem, operation, "a file cannot be written") }
        try sink.synchronise()
        guard rename(part, path) == 0 else { throw ForgeError(.fileSystem, operation, "a file cannot be renamed") }
        synchroniseFolder(of: path)
    }

    /// Gives a file another name unless that name is taken.
    static func moveFile(_ from: String, to: String, _ operation: String) throws(ForgeError) {
        guard link(from, to) == 0 else { throw failure(of: operation) }
        unlink(from)
        synchroniseFolder(of: to)
    }

    /// Gives a folder another name unless there is anything under that name.
    static func moveFolder(_ from: String, to: String, _ operation: String) throws(ForgeError) {
        guard rename(from, to) == 0 else { throw failure(of: operation) }
        synchroniseFolder(of: to)
    }

    private static func failure(of operation: String) -> ForgeError {
        errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR
            ? ForgeError(.alreadyExists, operation, "something of that name is there already")
            : ForgeError(.fileSystem, operation, "renaming failed")
    }

    /// Appends a line; readers see all of it or nothing.
    static func append(_ line: [UInt8], to path: String, _ operation: String) throws(ForgeError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ForgeError(.fileSystem, operation, "a file cannot be opened") }
        defer { close(descriptor) }
        let bytes = line + [UInt8(ascii: "\n")]
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw ForgeError(.fileSystem, operation, "a file cannot be written")
        }
    }

    /// Makes a new name survive a power failure.
    static func synchroniseFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
