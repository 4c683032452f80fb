import Files

/// A file of the ``BlobStore``, open for reading.
///
/// It was opened without following a link and is a regular file; its size cannot change, as nothing in the store is
/// written to after it has its name.
package final class BlobFile: Sendable {
    /// How much ``chunks(_:)`` reads at a time, in bytes.
    package static let chunkSize = 64 << 10

    /// The size in bytes.
    package let size: Int
    private let descriptor: FileDescriptor

    init(_ descriptor: consuming FileDescriptor) throws(FileError) {
        size = try descriptor.status().size
        self.descriptor = descriptor
    }

    /// Reads up to `count` bytes from `offset`; fewer only at the end.
    package func read(at offset: Int, count: Int) async throws(StoreError) -> [UInt8] {
        precondition(offset >= 0 && count >= 0, "a negative range")
        guard offset < size else { return [] }
        let count = min(count, size - offset)
        return try await BlockingQueue.run { [self] () throws(StoreError) in
            try files { () throws(FileError) in try descriptor.read(at: offset, count: count) }
        }
    }

    /// The whole contents, refused if they are larger than `limit`.
    package func contents(limit: Int) async throws(StoreError) -> [UInt8] {
        guard size <= limit else { throw StoreError(.limit, "read a file", "\(size) bytes, at most \(limit)") }
        return try await read(at: 0, count: size)
    }

    /// The bytes of `range` (by default all) in pieces, each read when it is asked for.
    package func chunks(_ range: Range<Int>? = nil) -> AsyncThrowingStream<[UInt8], any Error> {
        let range = (range ?? 0..<size).clamped(to: 0..<size)
        let reader = ChunkReader(file: self, position: range.lowerBound, end: range.upperBound)
        return AsyncThrowingStream { try await reader.next() }
    }
}

/// The place that a reading of a ``BlobFile`` has reached.
private actor ChunkReader {
    private let file: BlobFile
    private var position: Int
    private let end: Int

    init(file: BlobFile, position: Int, end: Int) {
        self.file = file
        self.position = position
        self.end = end
    }

    func next() async throws(StoreError) -> [UInt8]? {
        guard position < end else { return nil }
        let chunk = try await file.read(at: position, count: min(BlobFile.chunkSize, end - position))
        guard !chunk.isEmpty else { throw StoreError(.failure, "read a file", "it has become shorter") }
        position += chunk.count
        return chunk
    }
}
