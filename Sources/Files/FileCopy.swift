import Bytes
import OpenSSLKit

/// The outcome of a copy: what the bytes were that arrived.
package struct FileCopy: Sendable, Equatable {
    /// SHA-256 of the bytes, lower-case hexadecimal.
    package let sha256: String
    /// The number of bytes.
    package let size: Int
}

extension FileDescriptor {
    /// Copies from the current position to the end of `source` and hashes the bytes of the same read.
    ///
    /// Whoever can still write to the source cannot make the digest differ from the copy. More than `limit` bytes are
    /// an error. The copy is not synced.
    package borrowing func copyAndHash(
        from source: borrowing FileDescriptor,
        limit: Int
    ) throws(FileError) -> FileCopy {
        var digest = StreamingDigest(.sha256)
        var size = 0
        while true {
            let piece = try source.read()
            if piece.isEmpty { break }
            size += piece.count
            guard size <= limit else {
                throw FileError(.limit, operation: "copy", message: "more than \(limit) bytes")
            }
            digest.update(piece)
            try write(piece[...])
        }
        return FileCopy(sha256: digest.finalize().hexadecimal, size: size)
    }

    /// Hashes the bytes from the current position to the end; more than `limit` bytes are an error.
    package borrowing func hash(limit: Int = .max) throws(FileError) -> FileCopy {
        var digest = StreamingDigest(.sha256)
        var size = 0
        while true {
            let piece = try read()
            if piece.isEmpty { break }
            size += piece.count
            guard size <= limit else {
                throw FileError(.limit, operation: "read", message: "more than \(limit) bytes")
            }
            digest.update(piece)
        }
        return FileCopy(sha256: digest.finalize().hexadecimal, size: size)
    }
}

extension Directory {
    /// Copies an open file to a new file beneath this directory and hashes the bytes of the same read.
    package borrowing func copyAndHash(
        from source: borrowing FileDescriptor,
        to path: String,
        mode: UInt32 = 0o644,
        limit: Int
    ) throws(FileError) -> FileCopy {
        let copy = try create(path, mode: mode)
        return try copy.copyAndHash(from: source, limit: limit)
    }
}
