import Files
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
        let entries = try explained(operation) { () throws(FileError) in
            try Directory(path: folder).entries(limit: entryLimit)
        }
        return entries.compactMap { entry in
            guard entry.status.kind == .regular, let name = entry.text else { return nil }
            return (name, entry.status.size)
        }
    }

    /// Copies a regular file to a new one, at most `limit` bytes.
    static func copy(_ path: String, to newPath: String, limit: Int, _ operation: String) throws(ForgeError)
        -> ContentDigest
    {
        let copy = try explained(operation) { () throws(FileError) in
            let source = try regularFile(path)
            let target = try FileDescriptor(path: newPath, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
            let copy = try target.copyAndHash(from: source, limit: limit)
            try target.sync()
            return copy
        }
        return ContentDigest(size: copy.size, sha256: copy.sha256)
    }

    /// What a regular file of at most `limit` bytes holds.
    static func digest(_ path: String, limit: Int, _ operation: String) throws(ForgeError) -> ContentDigest {
        let hashed = try explained(operation) { () throws(FileError) in try regularFile(path).hash(limit: limit) }
        return ContentDigest(size: hashed.size, sha256: hashed.sha256)
    }

    /// A small file's bytes; `nil` where there is none.
    static func contents(_ path: String, _ operation: String) throws(ForgeError) -> [UInt8]? {
        do throws(ForgeError) {
            return try explained(operation) { () throws(FileError) in try File.read(path, limit: descriptionLimit) }
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// Puts a small file in place as a whole.
    static func replace(_ path: String, with bytes: [UInt8], _ operation: String) throws(ForgeError) {
        try explained(operation) { () throws(FileError) in try File.write(bytes, to: path) }
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

    /// Appends a line; readers see all of it or nothing.
    static func append(_ line: [UInt8], to path: String, _ operation: String) throws(ForgeError) {
        try explained(operation) { () throws(FileError) in
            try FileDescriptor(path: path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
                .write(line + [UInt8(ascii: "\n")])
        }
    }

    private static func regularFile(_ path: String) throws(FileError) -> FileDescriptor {
        let file = try FileDescriptor(path: path, flags: O_RDONLY | O_NONBLOCK)
        guard try file.status().kind == .regular else {
            throw FileError(.wrongKind, operation: "open", message: "not a regular file")
        }
        return file
    }

    private static func failure(of operation: String) -> ForgeError {
        errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR
            ? ForgeError(.alreadyExists, operation, "something of that name is there already")
            : ForgeError(.fileSystem, operation, "renaming failed")
    }

    /// Makes a new name survive a power failure.
    private static func synchroniseFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try? Directory(path: folder).sync()
    }

    private static func explained<Value>(
        _ operation: String,
        _ work: () throws(FileError) -> Value
    ) throws(ForgeError) -> Value {
        do throws(FileError) { return try work() } catch {
            // The message would name a path of this machine.
            let code: ForgeError.Code = error.code == .notFound ? .notFound : .fileSystem
            throw ForgeError(code, operation, "a file or folder cannot be used: \(error.code)")
        }
    }
}
