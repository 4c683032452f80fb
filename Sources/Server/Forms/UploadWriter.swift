import Store

/// Streams an uploaded archive into the blob store, and looks at its first bytes on the way.
///
/// Its functions are not inlined, because Swift 6.3.1 crashes when it optimises them together with their callers.
actor UploadWriter {
    private let writer: BlobWriter
    private let limit: Int
    private var beginning: [UInt8] = []

    init(_ blobs: BlobStore, limit: Int) throws {
        writer = try blobs.makeWriter(sizeLimit: limit)
        self.limit = limit
    }

    @inline(never)
    func write(_ bytes: [UInt8]) async throws {
        if beginning.count < ArchiveMagic.length {
            beginning += bytes.prefix(ArchiveMagic.length - beginning.count)
            guard beginning.count < ArchiveMagic.length || ArchiveMagic.isArchive(beginning) else {
                throw ArchiveMagic.refusal
            }
        }
        do {
            try await writer.write(bytes)
        } catch {
            if error.code == .limit { throw APIError.tooLarge(limit) }
            throw error
        }
    }

    /// Ends the archive; what it is called and how large it is.
    @inline(never)
    func seal() async throws -> BlobWriter.Summary {
        guard ArchiveMagic.isArchive(beginning) else { throw ArchiveMagic.refusal }
        return try await writer.seal()
    }

    /// Keeps the archive: what is dropped before leaves nothing behind.
    @inline(never)
    func commit() async throws {
        try await writer.commit { summary throws(StoreError) in
            guard let digest = SourceDigest(summary.sha256) else {
                throw StoreError(.failure, "name an upload", "not a digest")
            }
            return .source(digest)
        }
    }
}

/// The first bytes of the archives that can be built from.
enum ArchiveMagic {
    /// How many bytes decide.
    static let length = 4
    static let refusal = APIError.invalid("source is not a ZIP archive")

    /// Whether `bytes` begin as a ZIP archive (also an empty one) or a gzip file do.
    static func isArchive(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
            || (bytes.starts(with: [0x1F, 0x8B]) && bytes.count >= length)
    }
}
