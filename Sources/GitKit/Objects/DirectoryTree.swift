package import Builds
import Bytes
package import Files
import OpenSSLKit

/// The name that git would give to a directory on disk: a digest for things that come as a tree and not as a file.
package enum DirectoryTree {
    /// The deepest folders that are read.
    package static let depthLimit = 64
    /// The largest file, in bytes.
    package static let fileLimit = 256 << 20

    /// The name of the tree object. Blocks; nobody may write to the directory meanwhile.
    ///
    /// Folders without a file do not count, as in git. Anything but files, folders and links is an error.
    package static func id(of directory: borrowing Directory) throws(GitError) -> ObjectID {
        do {
            return try tree(directory, depth: 0)?.id ?? name(.tree, [])
        } catch let error as FileError {
            throw GitError(error)
        } catch let error as GitError {
            throw error
        } catch {
            throw GitError(.library, operation: "directory tree", message: "\(error)")
        }
    }

    private struct Entry {
        let name: [UInt8]
        let mode: String
        let id: ObjectID
        /// Git sorts a folder as if its name ended in a slash.
        var key: [UInt8] { mode == "40000" ? name + [UInt8(ascii: "/")] : name }
    }

    private static func tree(_ directory: borrowing Directory, depth: Int) throws -> (id: ObjectID, count: Int)? {
        guard depth < depthLimit else {
            throw GitError(
                .limit,
                operation: "directory tree",
                message: "more than \(depthLimit) folders within one another"
            )
        }
        var entries: [Entry] = []
        for entry in try directory.entries() {
            switch entry.status.kind {
            case .directory:
                if let inner = try tree(directory.directory(entry: entry.name), depth: depth + 1) {
                    entries.append(Entry(name: entry.name, mode: "40000", id: inner.id))
                }
            case .regular:
                let content = try directory.file(entry: entry.name).readToEnd(limit: fileLimit)
                let mode = entry.status.mode & 0o100 == 0 ? "100644" : "100755"
                entries.append(Entry(name: entry.name, mode: mode, id: name(.blob, content)))
            case .symbolicLink:
                let target = try directory.linkTarget(of: entry.name)
                entries.append(Entry(name: entry.name, mode: "120000", id: name(.blob, target)))
            case .special:
                throw GitError(.malformed, operation: "directory tree", message: "neither a file, a folder nor a link")
            }
        }
        guard !entries.isEmpty else { return nil }
        var content: [UInt8] = []
        for entry in entries.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            content += Array("\(entry.mode) ".utf8) + entry.name + [0] + entry.id.raw
        }
        return (name(.tree, content), entries.count)
    }

    private static func name(_ kind: ObjectKind, _ content: [UInt8]) -> ObjectID {
        var digest = StreamingDigest(.sha1)
        digest.update(kind.header(size: content.count))
        digest.update(content)
        return ObjectID(raw: digest.finalize()) ?? .zero
    }
}
