import Builds
import Files

/// Writes an object stream, small objects gathered into larger writes.
struct ObjectFrameWriter: ~Copyable {
    private let output: FileDescriptor
    private var pending: [UInt8]

    init(_ output: consuming FileDescriptor, purpose: ObjectFrame.Purpose) {
        self.output = output
        pending = purpose.bytes
    }

    /// Appends an object.
    mutating func write(_ kind: ObjectKind, id: ObjectID, content: UnsafeRawBufferPointer) throws(GitError) {
        pending.append(kind.rawValue)
        pending += id.raw
        withUnsafeBytes(of: UInt64(content.count).bigEndian) { pending += $0 }
        var rest = content[...]
        while !rest.isEmpty {
            let piece = rest.prefix(FileDescriptor.pieceSize)
            pending += UnsafeRawBufferPointer(rebasing: piece)
            rest = rest.dropFirst(piece.count)
            try flush(atLeast: FileDescriptor.pieceSize)
        }
    }

    /// Ends the stream and closes it.
    consuming func finish() throws(GitError) {
        pending.append(ObjectFrame.end)
        try flush(atLeast: 0)
    }

    private mutating func flush(atLeast size: Int) throws(GitError) {
        guard pending.count >= size else { return }
        do throws(FileError) {
            try output.write(pending[...])
        } catch { throw GitError(error) }
        pending.removeAll(keepingCapacity: true)
    }
}
