import Glibc
import Processes

/// Walks a tree that hostile processes may be changing: no link is followed, every directory is opened beneath the one
/// before it, and depth and count are bounded.
struct FileTree {
    /// Each level holds a descriptor while it is walked.
    static let depthLimit = 200

    /// Sees one entry: the directory that holds it, its NUL-terminated name there, and what it is. False stops the walk.
    typealias Visitor = (_ directory: Int32, _ name: UnsafePointer<CChar>, _ status: stat) -> Bool

    /// The tree is deeper than ``depthLimit``.
    struct TooDeep: Error {}

    /// Calls `visit` for the root (named `.`) and everything below; stops when it returns false. What vanishes meanwhile is skipped.
    static func walk(_ path: String, _ visit: Visitor) throws(TooDeep) {
        let root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard root >= 0 else { return }
        var status = stat()
        guard fstat(root, &status) == 0, visit(root, ".", status) else {
            _ = close(root)
            return
        }
        _ = try walk(root, depth: 0, visit)
    }

    /// Walks an open directory and closes it; false when told to stop.
    private static func walk(_ descriptor: Int32, depth: Int, _ visit: Visitor) throws(TooDeep) -> Bool {
        guard let stream = fdopendir(descriptor) else {
            _ = close(descriptor)
            return true
        }
        defer { closedir(stream) }
        guard depth < depthLimit else { throw TooDeep() }
        while let entry = readdir(stream) {
            guard try step(entry, in: descriptor, depth: depth, visit) else { return false }
        }
        return true
    }

    private static func step(
        _ entry: UnsafeMutablePointer<dirent>,
        in descriptor: Int32,
        depth: Int,
        _ visit: Visitor
    ) throws(TooDeep) -> Bool {
        let name = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            .assumingMemoryBound(to: CChar.self)
        guard strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { return true }
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return true }
        guard visit(descriptor, name, status) else { return false }
        guard status.st_mode & S_IFMT == S_IFDIR else { return true }
        let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        return child < 0 ? true : try walk(child, depth: depth + 1, visit)
    }

    /// Gives everything in the tree to a user; throws if some of it cannot be given.
    static func giveAway(_ path: String, to identifier: UInt32) throws(SandboxError) {
        var failure: Int32?
        do throws(TooDeep) {
            try walk(path) { directory, name, status in
                guard status.st_uid != identifier || status.st_gid != identifier else { return true }
                let done = fchownat(directory, name, identifier, identifier, AT_SYMLINK_NOFOLLOW)
                if done != 0, errno != ENOENT { failure = errno }
                return failure == nil
            }
        } catch {
            throw SandboxError(.invalid, operation: "fchownat", message: "the tree is too deep")
        }
        if let failure { throw SandboxError(ProcessError(errno: failure, operation: "fchownat")) }
    }
}
