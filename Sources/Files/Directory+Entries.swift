import Glibc

/// A name in a directory, as the raw bytes that the file system holds.
package struct DirectoryEntry: Sendable, Equatable {
    /// The name's bytes without the terminating NUL; anyone who can write to the directory chooses them.
    package let name: [UInt8]
    /// What the name stands for, links not followed.
    package let status: FileStatus

    /// The name as text, or `nil` where it is not UTF-8.
    package var text: String? { String(validating: name, as: UTF8.self) }
}

extension Directory {
    /// The most entries that a listing gives unless the caller says otherwise.
    package static let defaultEntryLimit = 1_000_000

    /// Everything in this directory but `.` and `..`, sorted by bytes; more than `limit` entries are an error.
    package borrowing func entries(limit: Int = defaultEntryLimit) throws(FileError) -> [DirectoryEntry] {
        var entries: [DirectoryEntry] = []
        for name in try entryNames(limit: limit) {
            do throws(FileError) {
                entries.append(DirectoryEntry(name: name, status: try status(ofEntry: name)))
            } catch  where error.code == .notFound {
                continue
            }
        }
        return entries
    }

    /// The names in this directory but `.` and `..`, sorted by bytes; more than `limit` are an error.
    borrowing func entryNames(limit: Int) throws(FileError) -> [[UInt8]] {
        // fdopendir takes its descriptor over and moves the position, so it gets an open file of its own.
        let number = descriptor.number
        let own = FileDescriptor(
            owning: try checked("openat", ".") { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        )
        guard let stream = fdopendir(own.number) else { throw .system("fdopendir", "directory") }
        _ = own.release()
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw .system("readdir", "directory") }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            guard names.count < limit else {
                throw FileError(.limit, operation: "readdir", message: "more than \(limit) entries")
            }
            names.append(name)
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// What an entry is; a link is reported as such.
    borrowing func status(ofEntry name: [UInt8]) throws(FileError) -> FileStatus {
        var status = stat()
        let number = descriptor.number
        _ = try withCString(name) { pointer throws(FileError) in
            try checked("fstatat", describe(name)) { fstatat(number, pointer, &status, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(status)
    }

    /// Opens an entry that is a directory and no link.
    package borrowing func directory(entry name: [UInt8]) throws(FileError) -> Directory {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        let number = descriptor.number
        return Directory(
            FileDescriptor(
                owning: try withCString(name) { pointer throws(FileError) in
                    try checked("openat", describe(name)) { openat(number, pointer, flags) }
                }
            )
        )
    }
}

/// Lends a name to C.
func withCString<Value>(
    _ name: [UInt8],
    _ body: (UnsafePointer<CChar>) throws(FileError) -> Value
) throws(FileError) -> Value {
    let terminated = name.map(CChar.init(bitPattern:)) + [0]
    return try terminated.withUnsafeBufferPointer { buffer throws(FileError) in
        guard let base = buffer.baseAddress else {
            throw FileError(.invalidName, operation: "open", message: "an empty name")
        }
        return try body(base)
    }
}

/// A name for an error's message: printable ASCII, everything else replaced.
func describe(_ name: [UInt8]) -> String {
    String(decoding: name.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
}
