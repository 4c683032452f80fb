import Glibc

/// Whole files at trusted paths.
package enum File {
    /// Reads a regular file of at most `limit` bytes; its last component may not be a link.
    package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try FileDescriptor(path: path, flags: O_RDONLY | O_NONBLOCK)
        guard try file.status().kind == .regular else {
            throw FileError(.wrongKind, operation: "open", message: "\(path): not a regular file")
        }
        return try file.readToEnd(limit: limit)
    }

    /// Reads a regular file of at most `limit` bytes, through whatever links lead to it, as Kubernetes mounts an
    /// operator's files.
    package static func readFollowingLinks(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        try requireNoNUL(path)
        guard let resolved = realpath(path, nil) else { throw .system("realpath", path) }
        defer { free(resolved) }
        return try read(String(cString: resolved), limit: limit)
    }

    /// Replaces a file as a whole: a reader, also one after a crash, sees either the old bytes or the new ones.
    ///
    /// When the call returns, bytes and name are on the disk.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileError) {
        let (folder, name) = split(path)
        let directory = try Directory(path: folder)
        let temporary = ".\(name.prefix(64)).\(UInt64.random(in: .min ... .max))"
        do throws(FileError) {
            let file = try directory.create(temporary, mode: mode)
            try file.write(bytes[...])
            try file.sync()
            try directory.rename(temporary, to: name)
        } catch {
            try? directory.removeFile(temporary)
            throw error
        }
        try directory.sync()
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}
