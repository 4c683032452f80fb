import Builds
import Bytes
import OpenSSLKit

extension ObjectID {
    /// The number of bytes that the 40 digits stand for.
    static let rawSize = 20

    /// The name whose 20 bytes these are; `nil` for any other number of bytes.
    init?(raw: some Collection<UInt8>) {
        guard raw.count == Self.rawSize else { return nil }
        self.init(raw.hexadecimal)
    }

    /// The 20 bytes.
    var raw: [UInt8] { Array(hexadecimal: description) ?? [] }

    /// The name of an object with this content.
    static func of(_ kind: ObjectKind, _ content: [UInt8]) -> [UInt8] {
        var digest = StreamingDigest(.sha1)
        digest.update(kind.header(size: content.count))
        digest.update(content)
        return digest.finalize()
    }

    /// Throws unless `content` is the object of this name.
    func requireName(of kind: ObjectKind, _ content: [UInt8], operation: String) throws(GitError) {
        let found = Self.of(kind, content)
        guard found == raw else { throw .wrongName(operation, wanted: self, found: found) }
    }
}

extension GitError.Code {
    /// An object's bytes are not what its name says, or another object came than the one asked for.
    package static let wrongObject = GitError.Code("wrongObject")
}

extension GitError {
    static func wrongName(_ operation: String, wanted: ObjectID, found: [UInt8]) -> GitError {
        GitError(.wrongObject, operation: operation, message: "wanted \(wanted), got \(found.hexadecimal)")
    }
}
