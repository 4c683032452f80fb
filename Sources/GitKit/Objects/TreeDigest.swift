import Bytes
import OpenSSLKit

/// SHA-256 over `mode SP digits TAB path NUL` of every entry, sorted by path bytes.
///
/// `mode` is six octal digits. `digits` is the SHA-256 of the content in lower-case hexadecimal, or for a submodule the
/// 40 digits of its commit, since nothing else of it is known. Folders have no line of their own.
package struct TreeDigest: ~Copyable {
    private var digest = StreamingDigest(.sha256)

    /// Begins a digest.
    package init() {}

    /// Appends an entry; the caller keeps the order.
    package mutating func append(_ entry: SourceEntry) {
        var line = Array("\(entry.mode.text) \(entry.contentDigits)\t".utf8)
        line += entry.path
        line.append(0)
        digest.update(line)
    }

    /// The digest as lower-case hexadecimal digits.
    package consuming func finish() -> String { digest.finalize().hexadecimal }
}
