import Files
import Foundation

/// A directory of this process alone, in `TMPDIR` or `/tmp`.
struct TemporaryDirectory {
    /// The absolute path.
    let path: String

    /// Makes the directory.
    init() throws {
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(folder)/assay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError(
                .unavailable,
                "no temporary directory can be made in \(folder): \(String(cString: strerror(errno)))"
            )
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes the directory with all that is in it.
    func remove() {
        let url = URL(fileURLWithPath: path)
        try? Directory(path: url.deletingLastPathComponent().path).removeTree(url.lastPathComponent)
    }
}
