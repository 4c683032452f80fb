import Bytes

/// The first twelve bytes of a pack (gitformat-pack(5)).
struct PackHeader: Equatable {
    /// The size in bytes.
    static let size = 12

    /// The number of objects that the pack says it holds.
    let objects: Int

    /// Reads the header and throws unless the pack can be of use.
    init(parsing bytes: [UInt8], limits: PackLimits) throws(GitError) {
        var reader = ByteReader(bytes)
        guard let magic = try? reader.take(4), let version = try? reader.bigEndian(UInt32.self),
            let count = try? reader.bigEndian(UInt32.self)
        else { throw .badPack("a truncated pack") }
        guard magic == Array("PACK".utf8) else { throw .badPack("not a pack") }
        guard version == 2 || version == 3 else { throw .badPack("a pack of version \(version)") }
        guard count > 0 else { throw GitError(.notFound, operation: "pack", message: "the pack holds no object") }
        guard count <= limits.objects else {
            throw GitError(.limit, operation: "pack", message: "\(count) objects, more than \(limits.objects)")
        }
        objects = Int(count)
    }
}

extension GitError {
    static func badPack(_ message: String) -> GitError { GitError(.malformed, operation: "pack", message: message) }
}
