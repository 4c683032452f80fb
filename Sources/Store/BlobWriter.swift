import Bytes
import Glibc
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

    /// The descriptor and the digest, which leave together.
    private final class OpenFile: @unchecked Sendable {
        // `@unchecked`: only the actor holds it, and it has one call under way at a time.
        let descriptor: FileDescriptor
        var digest: StreamingDigest? = StreamingDigest(.sha256)

        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

        func write(_ bytes: [UInt8]) throws(StoreError) {
            digest?.update(bytes)
            try descriptor.write(bytes)
        }
    }

    init(root: RootFolder, sizeLimit: Int) throws(StoreError) {
        self.root = root
        self.sizeLimit = sizeLimit
        temporaryName = try BuildStore.randomHexadecimal(16)
        let folder = try FileDescriptor(folders: ["tmp"], below: root.descriptor.number, create: true)
        file = OpenFile(
            try FileDescriptor(temporaryName, in: folder.number, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        )
    }

    deinit {
        if file != nil { root.removeTemporary(temporaryName) }
    }

    /// The number of bytes written so far.
    package var count: Int { size }

    /// Appends bytes; throws ``StoreError/Code/limit`` when the file becomes larger than it may.
    package func write(_ bytes: [UInt8]) async throws(StoreError) {
        guard let file else { throw StoreError(.conflict, "write a file", "it is finished") }
        let (total, overflow) = size.addingReportingOverflow(bytes.count)
        guard !overflow, total <= sizeLimit else {
            throw StoreError(.limit, "write a file", "more than \(sizeLimit) bytes")
        }
        size = total
        try await BlockingQueue.run { () throws(StoreError) in try file.write(bytes) }
    }

    /// Puts the file on the disk under the name that its digest and size give; whatever had that name is replaced.
    package func commit(
        _ name: @Sendable (Summary) throws(StoreError) -> BlobName
    ) async throws(StoreError) -> Summary {
        guard let file, let digest = file.digest.take() else {
            throw StoreError(.conflict, "finish a file", "it is finished")
        }
        let summary = Summary(sha256: digest.finalize().hexadecimal, size: size)
        let path = try name(summary).path
        let (root, temporaryName) = (root, temporaryName)
        try await BlockingQueue.run { () throws(StoreError) in
            try file.descriptor.synchronize()
            let source = try FileDescriptor(folders: ["tmp"], below: root.descriptor.number, create: false)
            let target = try FileDescriptor(folders: path.folders, below: root.descriptor.number, create: true)
            guard renameat(source.number, temporaryName, target.number, path.name) == 0 else {
                throw FileError.last("renameat", "a file of the store")
            }
            try target.synchronize()
        }
        self.file = nil
        return summary
    }
}
