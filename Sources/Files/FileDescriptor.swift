import Glibc

/// Owns an open file and closes it.
///
/// All calls block; make them on a thread of their own, not on the cooperative pool.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The largest piece that is read or written at once, in bytes.
    package static let pieceSize = 256 << 10

    /// The descriptor's number, to be lent to C and to child processes while the owner lives.
    package let number: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(owning number: Int32) { self.number = number }

    deinit { _ = Glibc.close(number) }

    /// Opens a file whose path is trusted; the last component may not be a link. `O_CLOEXEC` is always set.
    package init(
        path: String,
        flags: Int32 = O_RDONLY,
        mode: UInt32 = 0o600
    ) throws(FileError) {
        try requireNoNUL(path)
        number = try checked("open", path) { open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, mode_t(mode)) }
    }

    /// Hands the descriptor over; the caller closes it.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Another descriptor of the same open file.
    package borrowing func duplicate() throws(FileError) -> FileDescriptor {
        FileDescriptor(owning: try checked("fcntl", "descriptor") { fcntl(number, F_DUPFD_CLOEXEC, 3) })
    }

    /// What the file is.
    package borrowing func status() throws(FileError) -> FileStatus {
        var status = stat()
        _ = try checked("fstat", "descriptor") { fstat(number, &status) }
        return FileStatus(status)
    }

    /// Sets the permissions, whatever the process's umask says.
    package borrowing func setMode(_ mode: UInt32) throws(FileError) {
        _ = try checked("fchmod", "descriptor") { fchmod(number, mode_t(mode)) }
    }

    /// A time for every file of a fresh source, 1980-01-01: git keeps none, and files that got theirs in the order of
    /// writing would make `make` believe that generated ones are out of date.
    package static let uniformTime = 315_532_800

    /// Sets the time of the last change, in seconds since 1970.
    package borrowing func setModified(_ seconds: Int) throws(FileError) {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        _ = try checked("futimens", "descriptor") { futimens(number, [time, time]) }
    }

    /// Gives the file to the user and group of another, where this process is root; nobody else can give files away.
    package borrowing func setOwner(like other: borrowing FileDescriptor) throws(FileError) {
        guard geteuid() == 0 else { return }
        var status = stat()
        _ = try checked("fstat", "descriptor") { fstat(other.number, &status) }
        _ = try checked("fchown", "descriptor") { fchown(number, status.st_uid, status.st_gid) }
    }

    /// Waits until what was written is on the disk.
    package borrowing func sync() throws(FileError) {
        _ = try checked("fsync", "descriptor") { fsync(number) }
    }

    /// Moves the position to `offset` bytes from the start.
    package borrowing func seek(to offset: Int) throws(FileError) {
        _ = try checked("lseek", "descriptor") { lseek(number, off_t(offset), SEEK_SET) }
    }

    /// Reads at most `count` bytes from the current position; an empty result is the end of the file.
    package borrowing func read(upTo count: Int = pieceSize) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let number = number
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, initialized in
            do throws(FileError) {
                initialized = try checked("read", "descriptor") { Glibc.read(number, buffer.baseAddress, count) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads `count` bytes from `offset`, wherever the position is; fewer only at the end of the file.
    package borrowing func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let number = number
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                do throws(FileError) {
                    let place = off_t(offset + filled)
                    let more = try checked("pread", "descriptor") {
                        pread(number, rest.baseAddress, rest.count, place)
                    }
                    guard more > 0 else { break }
                    filled += more
                } catch {
                    failure = error
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads from the current position to the end; a file with more than `limit` bytes is an error.
    package borrowing func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try read(upTo: min(Self.pieceSize - 1, limit - bytes.count) + 1)
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= limit else {
                throw FileError(.limit, operation: "read", message: "more than \(limit) bytes")
            }
        }
    }

    /// Writes all of `bytes` at the current position.
    package borrowing func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
        try write(Array(bytes)[...])
    }

    /// Writes all of `bytes` at the current position.
    package borrowing func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        var rest = bytes
        let number = number
        while !rest.isEmpty {
            let count = try checked("write", "descriptor") {
                rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }
}

/// C ends a path at a NUL, so a path that holds one names another file than it seems to.
func requireNoNUL(_ path: String) throws(FileError) {
    guard !path.utf8.contains(0), !path.isEmpty else {
        throw FileError(.invalidName, operation: "open", message: "a path is empty or holds a NUL")
    }
}
