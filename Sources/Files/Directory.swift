import Bytes
import CFiles
import Glibc

/// An open directory; everything is opened beneath it without following any link.
///
/// Paths are relative, with components that are neither empty nor `.` nor `..`, and may come from anyone: whoever can
/// write to the tree cannot make a call leave it, also not by exchanging a directory for a link meanwhile.
package struct Directory: ~Copyable, Sendable {
    /// The longest path in bytes.
    package static let maximumPathLength = 4095

    /// The open directory.
    package let descriptor: FileDescriptor

    /// Opens a directory whose path is trusted; only its last component may not be a link.
    package init(path: String) throws(FileError) {
        descriptor = try FileDescriptor(path: path, flags: O_RDONLY | O_DIRECTORY)
    }

    /// Opens a directory whose path is trusted, links included; makes it with `mode` where it is missing, but nothing
    /// above it.
    package init(path: String, makingWithMode mode: UInt32) throws(FileError) {
        try requireNoNUL(path)
        do throws(FileError) {
            _ = try checked("mkdir", path) { mkdir(path, mode_t(mode)) }
        } catch  where error.code == .exists {}
        descriptor = try FileDescriptor(path: path + "/.", flags: O_RDONLY | O_DIRECTORY)
    }

    /// Takes over an open directory.
    package init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Opens a directory beneath this one.
    package borrowing func directory(_ path: String) throws(FileError) -> Directory {
        Directory(try open(path, flags: O_RDONLY | O_DIRECTORY))
    }

    /// Opens a regular file beneath this directory for reading; links, FIFOs, devices and directories are errors.
    package borrowing func file(_ path: String) throws(FileError) -> FileDescriptor {
        // Without O_NONBLOCK, opening a FIFO waits for a writer.
        let file = try open(path, flags: O_RDONLY | O_NONBLOCK)
        guard try file.status().kind == .regular else {
            throw FileError(.wrongKind, operation: "openat2", message: "\(path): not a regular file")
        }
        return file
    }

    /// Makes a regular file that was not there before, for writing, with exactly the permissions `mode`.
    package borrowing func create(_ path: String, mode: UInt32 = 0o644) throws(FileError) -> FileDescriptor {
        let file = try open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        try file.setMode(mode)
        return file
    }

    /// Makes a directory that was not there before; its parent must exist. With `synced`, its name is on the disk when
    /// the call returns.
    package borrowing func makeDirectory(
        _ path: String,
        mode: UInt32 = 0o755,
        synced: Bool = false
    ) throws(FileError) {
        let components = try Self.components(of: path)
        let name = String(components[components.count - 1])
        try withParent(of: components) { parent throws(FileError) in
            _ = try checked("mkdirat", path) { mkdirat(parent, name, mode_t(mode)) }
            if synced { _ = try checked("fsync", path) { fsync(parent) } }
        }
    }

    /// Makes a directory and all that are missing above it; see ``makeDirectory(_:mode:synced:)``.
    package borrowing func makeDirectories(
        _ path: String,
        mode: UInt32 = 0o755,
        synced: Bool = false
    ) throws(FileError) {
        let components = try Self.components(of: path)
        for count in 1...components.count {
            do throws(FileError) {
                try makeDirectory(components[..<count].joined(separator: "/"), mode: mode, synced: synced)
            } catch  where error.code == .exists {
                continue
            }
        }
    }

    /// What the file at `path` is; a link in last place is reported as such.
    package borrowing func status(of path: String) throws(FileError) -> FileStatus {
        let components = try Self.components(of: path)
        let name = String(components[components.count - 1])
        var status = stat()
        try withParent(of: components) { parent throws(FileError) in
            _ = try checked("fstatat", path) { fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(status)
    }

    /// Gives a file another name, replacing what is there.
    package borrowing func rename(_ path: String, to newPath: String) throws(FileError) {
        let (old, new) = (try Self.components(of: path), try Self.components(of: newPath))
        let (oldName, newName) = (String(old[old.count - 1]), String(new[new.count - 1]))
        try withParent(of: old) { source throws(FileError) in
            try withParent(of: new) { target throws(FileError) in
                _ = try checked("renameat", path) { renameat(source, oldName, target, newName) }
            }
        }
    }

    /// Removes a file that is not a directory.
    package borrowing func removeFile(_ path: String) throws(FileError) {
        let components = try Self.components(of: path)
        let name = String(components[components.count - 1])
        try withParent(of: components) { parent throws(FileError) in
            _ = try checked("unlinkat", path) { unlinkat(parent, name, 0) }
        }
    }

    /// Waits until names that were added, changed or removed here are on the disk.
    package borrowing func sync() throws(FileError) { try descriptor.sync() }

    // MARK: Opening

    /// Opens `path` beneath this directory; no component may be a link.
    borrowing func open(_ path: String, flags: Int32, mode: UInt32 = 0) throws(FileError) -> FileDescriptor {
        let components = try Self.components(of: path)
        do throws(FileError) {
            return try openAtOnce(path, flags: flags, mode: mode)
        } catch  where error.code == .system {
            // A kernel before 5.6, or a seccomp filter, does not know openat2.
            return try openStepwise(components, flags: flags, mode: mode)
        }
    }

    /// Lets the kernel refuse links and escapes in one call, openat2(2).
    borrowing func openAtOnce(_ path: String, flags: Int32, mode: UInt32) throws(FileError) -> FileDescriptor {
        let resolve = UInt64(RESOLVE_BENEATH) | UInt64(RESOLVE_NO_SYMLINKS) | UInt64(RESOLVE_NO_MAGICLINKS)
        let all = flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
        let number = descriptor.number
        return FileDescriptor(
            owning: try checked("openat2", path) { assay_openat2(number, path, all, mode, resolve) }
        )
    }

    /// Opens one component after another, each without following a link.
    borrowing func openStepwise(
        _ components: [Substring],
        flags: Int32,
        mode: UInt32
    ) throws(FileError) -> FileDescriptor {
        var parent = try descriptor.duplicate()
        let through = O_RDONLY | O_DIRECTORY
        for (index, component) in components.enumerated() {
            let wanted = index == components.count - 1 ? flags : through
            let name = String(component)
            let number = parent.number
            let all = wanted | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
            do throws(FileError) {
                parent = FileDescriptor(
                    owning: try checked("openat", name) { openat(number, name, all, mode_t(mode)) }
                )
            } catch  where error.code == .wrongKind && isLink(name, in: number) {
                // With O_DIRECTORY the kernel says "not a directory" of a link.
                throw FileError(.link, operation: "openat", message: "\(name): a link, and links are not followed")
            }
        }
        return parent
    }

    private borrowing func isLink(_ name: String, in parent: Int32) -> Bool {
        var status = stat()
        return fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    borrowing func withParent(
        of components: [Substring],
        _ body: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        if components.count == 1 { return try body(descriptor.number) }
        let parent = try open(components.dropLast().joined(separator: "/"), flags: O_RDONLY | O_DIRECTORY)
        try body(parent.number)
    }

    /// The components of a relative path that stays beneath its directory.
    package static func components(of path: String) throws(FileError) -> [Substring] {
        let components = path.pieces(between: "/")
        guard path.utf8.count <= maximumPathLength, !path.utf8.contains(0),
            components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 })
        else {
            throw FileError(
                .invalidName,
                operation: "open",
                message: "a path that is not plainly beneath its directory, or too long"
            )
        }
        return components
    }
}
