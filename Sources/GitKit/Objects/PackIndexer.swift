import CLibgit2
package import Files
import Synchronization

/// Takes a pack that a server sent into an object directory.
///
/// The pack must be complete in itself: deltas against objects that it does not hold are refused. What it holds is
/// checked only as far as libgit2 must to index it; readers of the objects check the rest.
///
/// While indexing, libgit2 applies the largest size only to what deltas make; other objects are inflated in pieces and
/// judged here when it is done. What it cannot limit is left to the caller, who runs this in a child with little memory
/// and time: how many deltas lie upon one another and how much is inflated in all (processor time), and the objects that
/// one delta needs (memory, about three times ``PackLimits/objectSize``).
package enum PackIndexer {
    /// What was indexed.
    package struct Summary: Sendable, Equatable {
        /// The number of objects.
        package let objects: Int
        /// The size of the pack in bytes.
        package let size: Int
        /// The size of all objects together when inflated, in bytes.
        package let inflatedSize: Int
    }

    // libgit2 keeps the largest size of an object in a global variable.
    private static let turn = Mutex(())

    /// Reads a pack to its end and writes it with an index to the folder `pack` of `objectDirectory`, which must exist.
    ///
    /// Blocks. After an error the object directory is of no use.
    package static func index(
        _ pack: consuming FileDescriptor,
        into objectDirectory: String,
        limits: PackLimits = PackLimits()
    ) throws(GitError) -> Summary {
        try Libgit2.start()
        let input = pack
        return try turn.withLock { _ throws(GitError) in
            try index(input, into: objectDirectory, within: limits)
        }
    }

    private static func index(
        _ pack: borrowing FileDescriptor,
        into objectDirectory: String,
        within limits: PackLimits
    ) throws(GitError) -> Summary {
        try Libgit2.check("git_libgit2_opts") {
            assay_git_set_size(Int32(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE.rawValue), limits.objectSize)
        }
        try Libgit2.check("git_libgit2_opts") {
            assay_git_set_size(Int32(GIT_OPT_SET_PACK_MAX_OBJECTS.rawValue), limits.objects)
        }
        var start: [UInt8] = []
        do throws(FileError) {
            while start.count < PackHeader.size {
                let piece = try pack.read(upTo: PackHeader.size - start.count)
                if piece.isEmpty { break }
                start += piece
            }
        } catch { throw GitError(error) }
        let header = try PackHeader(parsing: start, limits: limits)
        let size = try append(start, then: pack, into: objectDirectory, limit: limits.packSize)
        let inflated = try inflatedSize(objectDirectory, objects: header.objects, limits: limits)
        return Summary(objects: header.objects, size: size, inflatedSize: inflated)
    }

    /// Feeds the indexer; the number of bytes.
    private static func append(
        _ start: [UInt8],
        then pack: borrowing FileDescriptor,
        into objectDirectory: String,
        limit: Int
    ) throws(GitError) -> Int {
        let folder = objectDirectory + "/pack"
        let indexer = try Libgit2.made("git_indexer_new") { git_indexer_new(&$0, folder, 0, nil, nil) }
        defer { git_indexer_free(indexer) }
        var progress = git_indexer_progress()
        var size = 0
        var piece = start
        while !piece.isEmpty {
            size += piece.count
            guard size <= limit else {
                throw GitError(.limit, operation: "pack", message: "more than \(limit) bytes")
            }
            try malformed("git_indexer_append") { git_indexer_append(indexer, piece, piece.count, &progress) }
            do throws(FileError) {
                piece = try pack.read()
            } catch { throw GitError(error) }
        }
        try malformed("git_indexer_commit") { git_indexer_commit(indexer, &progress) }
        return size
    }

    /// Whatever the library dislikes about a pack is the pack's fault.
    private static func malformed(_ operation: String, _ body: () -> Int32) throws(GitError) {
        do throws(GitError) {
            try Libgit2.check(operation, body)
        } catch {
            let isTooLarge = error.message.contains("overly large object")
            throw GitError(isTooLarge ? .limit : .malformed, operation: operation, message: error.message)
        }
    }

    private static func inflatedSize(
        _ objectDirectory: String,
        objects: Int,
        limits: PackLimits
    ) throws(GitError) -> Int {
        let database = try ObjectDatabase(objectDirectory: objectDirectory)
        var total = 0
        for name in try database.names(limit: objects) {
            guard let header = try database.header(of: name) else { continue }
            guard header.size <= limits.objectSize else {
                throw GitError(.limit, operation: "pack", message: "an object of more than \(limits.objectSize) bytes")
            }
            guard header.size <= limits.totalSize - total else {
                throw GitError(.limit, operation: "pack", message: "objects of more than \(limits.totalSize) bytes")
            }
            total += header.size
        }
        return total
    }
}
