import Builds
import Files
import Foundation

/// The directory that a build writes: complete, or not there at all.
struct OutputDirectory {
    /// The absolute path.
    let path: String

    /// Refuses a path where something is already.
    init(path: String) throws {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        self.path = url.path
        guard (try? FileStatus.ofPath(url.path)) == nil else {
            throw CommandError(.usage, "\(path) exists already", hint: "remove it, or name another directory with -o")
        }
    }

    /// Whether a path lies in this directory.
    func contains(_ other: String) -> Bool { other == path || other.hasPrefix(path + "/") || other == path + "/" }

    /// A directory beside it that ``Staging/publish()`` renames.
    func stage() throws -> Staging {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let staging = "\(parent)/.\(URL(fileURLWithPath: path).lastPathComponent).\(getpid())"
        guard mkdir(staging, 0o755) == 0 else {
            throw CommandError(.unavailable, "cannot write to \(parent): \(String(cString: strerror(errno)))")
        }
        return Staging(path: staging, final: path)
    }

    /// What is being written.
    struct Staging {
        /// The directory's path for now.
        let path: String
        fileprivate let final: String

        /// Gives the directory its name.
        func publish() throws {
            guard rename(path, final) == 0 else {
                throw CommandError(.unavailable, "cannot write \(final): \(String(cString: strerror(errno)))")
            }
        }

        /// Keeps nothing but the log, beside where the directory would have been, and returns its path.
        func keepLog() -> String? {
            defer {
                let url = URL(fileURLWithPath: path)
                try? Directory(path: url.deletingLastPathComponent().path).removeTree(url.lastPathComponent)
            }
            var log = final + ".log"
            // A file of that name may be somebody's own.
            if (try? FileStatus.ofPath(log)) != nil { log = "\(final).\(getpid()).log" }
            return rename("\(path)/\(BuildFile.log.rawValue)", log) == 0 ? log : nil
        }
    }
}
