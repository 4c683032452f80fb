import Glibc

/// What a file is, as `stat(2)` tells without following links.
package struct FileStatus: Sendable, Equatable {
    /// The kinds of file.
    package enum Kind: Sendable, Equatable {
        case regular
        case directory
        case symbolicLink
        /// A device, FIFO or socket.
        case special
    }

    /// The kind of file.
    package let kind: Kind
    /// The size in bytes.
    package let size: Int
    /// The disk space in bytes.
    package let allocated: Int
    /// The number of names that the file has.
    package let links: Int
    /// The permission bits.
    package let mode: UInt32
    /// The number of the owner.
    package let owner: UInt32
    /// The time of the last change of the contents, in seconds since 1970.
    package let modified: Int
    /// Number of the file, unique in its device.
    package let inode: UInt64
    /// Number of the device.
    package let device: UInt64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .special
            }
        size = Int(status.st_size)
        allocated = Int(status.st_blocks) * 512
        links = Int(status.st_nlink)
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        modified = Int(status.st_mtim.tv_sec)
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
    }

    /// What the file at `path` is; a link is reported as such.
    package static func ofPath(_ path: String) throws(FileError) -> FileStatus {
        try requireNoNUL(path)
        var status = stat()
        _ = try checked("lstat", path) { lstat(path, &status) }
        return FileStatus(status)
    }
}
