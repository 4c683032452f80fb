import Builds
import Files
import OpenSSLKit

/// Reads an object stream that anyone may have written; memory stays bounded by one piece.
///
/// It blocks as long as the writer is silent: whoever starts the writer ends it at a deadline.
struct ObjectFrameReader: ~Copyable {
    private let input: FileDescriptor
    private var buffer: ArraySlice<UInt8> = []

    init(_ input: consuming FileDescriptor, purpose: ObjectFrame.Purpose) throws(GitError) {
        self.input = input
        guard try take(purpose.bytes.count) == purpose.bytes else {
            throw .malformedStream("not a stream of this kind")
        }
    }

    /// Begins the next object, which must be the one named; the length of its content, not yet judged.
    mutating func begin(_ kind: ObjectKind, id: ObjectID) throws(GitError) -> Int {
        guard let (foundKind, found, length) = try header() else {
            throw GitError(.notFound, operation: "object stream", message: "\(kind.word) \(id) is missing")
        }
        guard found == id.raw else { throw .wrongName("object stream", wanted: id, found: found) }
        guard foundKind == kind else {
            throw GitError(
                .wrongObject,
                operation: "object stream",
                message: "\(id): wanted a \(kind.word), got a \(foundKind.word)"
            )
        }
        return length
    }

    /// The next object's kind, name and length; `nil` where the stream says that it ends.
    mutating func header() throws(GitError) -> (kind: ObjectKind, id: [UInt8], length: Int)? {
        let first = try take(1)[0]
        guard first != ObjectFrame.end else { return nil }
        guard let kind = ObjectKind(rawValue: first) else { throw .malformedStream("an unknown kind of frame") }
        let rest = try take(ObjectFrame.headerSize - 1)
        let value = rest[ObjectID.rawSize...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let length = Int(exactly: value) else { throw .malformedStream("a length beyond all bounds") }
        return (kind, Array(rest[..<ObjectID.rawSize]), length)
    }

    /// Hands out the content of the object that was begun, in pieces, and throws at its end unless it has the name.
    ///
    /// Until then the pieces are only what somebody claims.
    mutating func content(
        _ kind: ObjectKind,
        id: ObjectID,
        length: Int,
        _ receive: (ArraySlice<UInt8>) throws(GitError) -> Void
    ) throws(GitError) {
        var digest = StreamingDigest(.sha1)
        digest.update(kind.header(size: length))
        var left = length
        while left > 0 {
            if buffer.isEmpty { try fill() }
            let piece = buffer.prefix(left)
            buffer = buffer.dropFirst(piece.count)
            left -= piece.count
            piece.withUnsafeBytes { digest.update($0) }
            try receive(piece)
        }
        let found = digest.finalize()
        guard found == id.raw else { throw .wrongName("object stream", wanted: id, found: found) }
    }

    /// The content of the object that was begun, held whole; its length must have been judged.
    mutating func content(_ kind: ObjectKind, id: ObjectID, length: Int) throws(GitError) -> [UInt8] {
        var bytes: [UInt8] = []
        try content(kind, id: id, length: length) { piece in bytes += piece }
        return bytes
    }

    /// Throws unless the stream says that it ends here, and does.
    mutating func finish() throws(GitError) {
        guard try header() == nil else { throw .malformedStream("an object that nothing names") }
        try requireEnd()
    }

    /// Throws unless nothing comes after the frame that ends the stream.
    mutating func requireEnd() throws(GitError) {
        if buffer.isEmpty { buffer = try read() }
        guard buffer.isEmpty else { throw .malformedStream("bytes after the end") }
    }

    private mutating func take(_ count: Int) throws(GitError) -> [UInt8] {
        var taken: [UInt8] = []
        while taken.count < count {
            if buffer.isEmpty { try fill() }
            let piece = buffer.prefix(count - taken.count)
            buffer = buffer.dropFirst(piece.count)
            taken += piece
        }
        return taken
    }

    private mutating func fill() throws(GitError) {
        buffer = try read()
        guard !buffer.isEmpty else { throw .malformedStream("it ends too early") }
    }

    private borrowing func read() throws(GitError) -> ArraySlice<UInt8> {
        do throws(FileError) {
            return try input.read()[...]
        } catch { throw GitError(error) }
    }
}

extension GitError {
    fileprivate static func malformedStream(_ message: String) -> GitError {
        GitError(.malformed, operation: "object stream", message: message)
    }
}
