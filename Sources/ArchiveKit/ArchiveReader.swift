import CLibarchive
package import Files

/// What an archive held.
package struct ExtractedArchive: Sendable, Equatable {
    /// The kind of archive, by its first bytes.
    package let format: ArchiveFormat
    /// The number of files, links and folders.
    package let members: Int
    /// The bytes of all files together.
    package let bytes: Int
    /// The one folder that holds everything, or `nil` where the top holds several things or a file.
    package let topFolder: String?
}

/// Unpacks archives that anyone may have made.
///
/// Only files, folders and symbolic links that stay inside come out, with the permissions 0644 or 0755. Everything
/// else refuses the whole archive; the target may then hold a part of it and is to be removed by the caller. A ZIP's
/// checksums are verified; libarchive does not verify gzip's, so damage to a tar.gz shows only in its own digest.
package enum ArchiveReader {
    /// Unpacks the ZIP, tar or gzipped tar archive in `file` (a regular file) into the empty directory `target`.
    ///
    /// The call blocks, and reads the archive from its start whatever the descriptor's position.
    package static func extract(
        from file: borrowing FileDescriptor,
        into target: borrowing Directory,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> ExtractedArchive {
        let status = try files { () throws(FileError) in try file.status() }
        guard status.kind == .regular else {
            throw ArchiveError(.file, operation: "extract", message: "the archive is not a regular file")
        }
        let format = try ArchiveFormat.detect(file)
        if format == .zip { try CentralDirectory.requireEntries(of: file, atMost: limits.members) }
        let input = try ArchiveInput(file, format: format)
        var extraction = Extraction(limits: limits, archiveSize: status.size)
        var shown = 0
        try withUTF8Names { () throws(ArchiveError) in
            while let member = try input.next() {
                shown += 1
                try extraction.add(member, from: input, into: target)
            }
        }
        if format == .zip { try CentralDirectory.requireCount(shown, in: file) }
        return ExtractedArchive(
            format: format,
            members: extraction.names.count,
            bytes: extraction.bytes,
            topFolder: extraction.names.topFolder
        )
    }
}
