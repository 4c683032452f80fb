import Bytes
import Files
import OpenSSLKit

/// A file on its way into the ``BlobStore``: hashed while it is written, without a name until it is committed.
///
/// A writer that is dropped leaves nothing behind.
package actor BlobWriter {
    /// What was written.
    package struct Summary: Sendable, Equatable {
        /// SHA-256, lower-case hexadecimal.
        package let sha256: String
        /// The size in bytes.
        package let size: Int
    }

    private let root: RootFolder
    private let temporaryName: String
    private let sizeLimit: Int
    private var file: OpenFile?
    private var size = 0
    private var summary: Summary?

    /// The descriptor and the digest, which leave together.
    private final class OpenFile: @unchecked Sendable {
        // `@unchecked`: only the actor holds it, and it has one call under way at a time.
        let descriptor: FileDescriptor
        var digest: StreamingDigest? = StreamingDigest(.sha256)

        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

        func write(_ bytes: [UInt8]) throws(StoreError) {
            digest?.update(bytes)
            try files { () throws(FileError) in try descriptor.write(bytes[...]) }
        }
    }

    init(root: RootFolder, sizeLimit: Int) throws(StoreError) {
        self.root = root
        self.sizeLimit = sizeLimit
        let name = try BuildStore.randomHexadecimal(16)
        temporaryName = name
        let descriptor = try files { () throws(FileError) in
            try root.directory.makeDirectories("tmp", mode: 0o700, synced: true)
            return try root.directory.create("tmp/" + name, mode: 0o600)
        }
        file = OpenFile(descriptor)
    }

    deinit {
        if file != nil { root.removeTemporary(temporaryName) }
    }

    /// The number of bytes written so far.
    package var count: Int { size }

    /// Appends bytes; throws ``StoreError/Code/limit`` when the file becomes larger than it may.
    package func write(_ bytes: [UInt8]) async throws(StoreError) {
        guard let file, summary == nil else { throw Self.finished }
        let (total, overflow) = size.addingReportingOverflow(bytes.count)
        guard !overflow, total <= sizeLimit else {
            throw StoreError(.limit, "write a file", "more than \(sizeLimit) bytes")
        }
        size = total
        try await BlockingQueue.run { () throws(StoreError) in try file.write(bytes) }
    }

    /// Ends the file and tells what was written; it still has no name.
    package func seal() throws(StoreError) -> Summary {
        if let summary { return summary }
        guard let digest = file?.digest.take() else { throw Self.finished }
        let summary = Summary(sha256: digest.finalize().hexadecimal, size: size)
        self.summary = summary
        return summary
    }

    /// Puts the file on the disk under the name that its digest and size give; whatever had that name is replaced.
    @discardableResult
    package func commit(
        _ name: @Sendable (Summary) throws(StoreError) -> BlobName
    ) async throws(StoreError) -> Summary {
        let summary = try seal()
        let place = try name(summary).place
        guard let file = file.take() else { throw Self.finished }
        let (root, temporaryName) = (root, temporaryName)
        do throws(StoreError) {
            try await BlockingQueue.run { () throws(StoreError) in
                try files { () throws(FileError) in
                    try file.descriptor.sync()
                    try root.directory.makeDirectories(place.folder, mode: 0o700, synced: true)
                    try root.directory.rename("tmp/" + temporaryName, to: "\(place.folder)/\(place.name)")
                    try root.directory.directory(place.folder).sync()
                }
            }
        } catch {
            root.removeTemporary(temporaryName)
            throw error
        }
        return summary
    }

    private static let finished = StoreError(.conflict, "write a file", "it is finished")
}
