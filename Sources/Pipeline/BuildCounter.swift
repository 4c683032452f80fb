import Files
import Glibc

/// Counts the builds of this machine since it booted, across processes: the provenance says whether a machine was used
/// before.
///
/// A file holds the boot's identifier and the count, under a lock. Root keeps it in `/run/assay`, anybody else in a
/// directory of their own; a count of another boot is forgotten.
struct BuildCounter: Sendable {
    /// The largest file that is read, in bytes.
    private static let fileLimit = 256

    /// The directory of the file, made where it is missing.
    let directory: String
    /// Where the kernel tells which boot this is.
    var bootIdentifier = "/proc/sys/kernel/random/boot_id"

    /// The directory that this process may use.
    static var standardDirectory: String { geteuid() == 0 ? "/run/assay" : "/tmp/assay-\(geteuid())" }

    /// Counts one more build and returns how many there were, this one included.
    func next() throws -> Int {
        let boot = String(decoding: try File.read(bootIdentifier, limit: Self.fileLimit), as: UTF8.self)
            .filter { !$0.isWhitespace }
        _ = mkdir(directory, 0o700)
        let status = try FileStatus.ofPath(directory)
        guard status.kind == .directory, status.owner == geteuid(), status.mode & 0o022 == 0 else {
            throw FileError(.denied, operation: "count builds", message: "\(directory) is not this user's alone")
        }
        let file = try FileDescriptor(path: "\(directory)/builds", flags: O_RDWR | O_CREAT, mode: 0o600)
        while flock(file.number, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw FileError(.system, operation: "flock", message: String(cString: strerror(errno)))
            }
        }
        let words = String(decoding: try file.readToEnd(limit: Self.fileLimit), as: UTF8.self).split(separator: " ")
        let before = words.count == 2 && words[0] == boot ? Int(words[1]) ?? 0 : 0
        let count = before &+ 1
        guard count > 0, ftruncate(file.number, 0) == 0 else {
            throw FileError(.system, operation: "count builds", message: "the count cannot be kept")
        }
        try file.seek(to: 0)
        try file.write(Array("\(boot) \(count)".utf8))
        return count
    }
}
