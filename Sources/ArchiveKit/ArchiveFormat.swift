import Files

/// The kinds of archive.
package enum ArchiveFormat: Sendable, Equatable {
    case zip
    case tar
    case tarGzip

    /// Tells the kind by the first bytes.
    static func detect(_ file: borrowing FileDescriptor) throws(ArchiveError) -> ArchiveFormat {
        let start = try files { () throws(FileError) in
            try file.seek(to: 0)
            return try file.read(upTo: 512)
        }
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return .zip
        }
        if start.starts(with: [0x1F, 0x8B]) { return .tarGzip }
        if start.count == 512, start[257...].starts(with: "ustar".utf8) { return .tar }
        throw ArchiveError(
            .malformed,
            operation: "extract",
            message: "neither a ZIP nor a tar archive, by its first bytes"
        )
    }
}
