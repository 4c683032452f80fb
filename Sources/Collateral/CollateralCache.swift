import Bytes
import Files
import Glibc
import OpenSSLKit

/// Statements of vendors on disk, so that not every build asks for them: the services limit how often they answer.
///
/// Nothing is believed for being here: whoever takes an entry verifies it like a fresh one.
package struct CollateralCache: Sendable {
    /// The largest entry, in bytes.
    static let entryLimit = 1 << 20
    /// The most entries; the oldest goes when one more comes.
    static let countLimit = 64

    private let path: String

    /// Keeps entries in a directory, which is made where its parent is there.
    package init(directory: String) { path = directory }

    /// What was put under a key, and how many seconds ago; `nil` where there is nothing to be read.
    func entry(_ key: String) -> (bytes: [UInt8], age: Int)? {
        let file = "\(path)/\(Self.name(key))"
        guard let bytes = try? File.read(file, limit: Self.entryLimit), let status = try? FileStatus.ofPath(file) else {
            return nil
        }
        return (bytes, Int(time(nil)) - status.modified)
    }

    /// Puts an entry there in one step. A cache that cannot be written is slow, and no failure.
    func put(_ bytes: [UInt8], for key: String) {
        guard bytes.count <= Self.entryLimit, let directory = try? Directory(path: path, makingWithMode: 0o700) else {
            return
        }
        makeRoom(in: directory)
        try? File.write(bytes, to: "\(path)/\(Self.name(key))", mode: 0o600)
    }

    private func makeRoom(in directory: borrowing Directory) {
        guard let entries = try? directory.entries(limit: 10_000), entries.count >= Self.countLimit else { return }
        let oldest = entries.filter { $0.status.kind == .regular }.sorted { $0.status.modified < $1.status.modified }
        for entry in oldest.prefix(entries.count - Self.countLimit + 1) {
            guard let name = entry.text else { continue }
            try? directory.removeFile(name)
        }
    }

    /// Keys hold characters that names must not.
    private static func name(_ key: String) -> String { DigestAlgorithm.sha256.digest(Array(key.utf8)).hexadecimal }
}
