import Builds
import Bytes
import GitKit
import OpenSSLKit

/// Objects and streams as a process writes them that is under someone else's control.
enum Handmade {
    /// An object with the name that its bytes give it.
    struct Object {
        let kind: UInt8
        let content: [UInt8]

        var raw: [UInt8] {
            let word = [1: "commit", 2: "tree", 3: "blob", 4: "tag"][kind] ?? "?"
            return DigestAlgorithm.sha1.digest(Array("\(word) \(content.count)\0".utf8) + content)
        }

        var id: ObjectID { ObjectID(raw.hexadecimal) ?? .zero }

        /// The frame of this object, with lies where they are given.
        func frame(kind: UInt8? = nil, raw: [UInt8]? = nil, length: UInt64? = nil) -> [UInt8] {
            let length = length ?? UInt64(content.count)
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(56 - 8 * $0)) }
            return [kind ?? self.kind] + (raw ?? self.raw) + bytes + content
        }
    }

    static func blob(_ text: String) -> Object { Object(kind: 3, content: Array(text.utf8)) }

    static func tree(_ entries: [(mode: String, name: [UInt8], object: Object)]) -> Object {
        Object(kind: 2, content: entries.flatMap { Array("\($0.mode) ".utf8) + $0.name + [0] + $0.object.raw })
    }

    static func tree(_ entries: (String, String, Object)...) -> Object {
        tree(entries.map { (mode: $0.0, name: Array($0.1.utf8), object: $0.2) })
    }

    static func commit(_ tree: Object, parents: [ObjectID] = [], message: String = "m") -> Object {
        let person = "a <a@example.org> 1700000000 +0000"
        let lines = ["tree \(tree.id)"] + parents.map { "parent \($0)" } + ["author \(person)", "committer \(person)"]
        return Object(kind: 1, content: Array((lines.joined(separator: "\n") + "\n\n\(message)\n").utf8))
    }

    static let sourceStart = Array("assay source  1\n".utf8)
    static let chainStart = Array("assay chain   1\n".utf8)

    /// A stream of a source with these frames.
    static func source(_ frames: [[UInt8]]) -> [UInt8] { sourceStart + frames.joined() + [0] }

    /// A stream of a source with these objects, each told truly.
    static func source(_ objects: Object...) -> [UInt8] { source(objects.map { $0.frame() }) }

    /// A stream of a chain of commits.
    static func chain(_ objects: Object...) -> [UInt8] { chainStart + objects.flatMap { $0.frame() } + [0] }
}
