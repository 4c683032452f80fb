import CLibarchive
import Files

/// One member as the library describes it, before anybody judged it.
struct ArchiveMemberHeader {
    enum Kind {
        case file
        case folder
        case link(target: String)
    }

    let name: String
    let kind: Kind
    /// The size that the archive claims, or `nil` where it claims none.
    let claimedSize: Int64?
    let isExecutable: Bool
}

/// Owns an archive that is being read.
struct ArchiveInput: ~Copyable {
    static let pieceSize = 64 << 10

    private let archive: OpaquePointer
    private let source: ArchiveSource

    init(_ file: borrowing FileDescriptor, format: ArchiveFormat) throws(ArchiveError) {
        let source = try ArchiveSource(file)
        guard let archive = archive_read_new() else {
            throw ArchiveError(.library, operation: "archive_read_new", message: "out of memory")
        }
        do throws(ArchiveError) {
            try Self.open(archive, source, format: format)
        } catch {
            archive_read_free(archive)
            throw error
        }
        self.archive = archive
        self.source = source
    }

    deinit { withExtendedLifetime(source) { _ = archive_read_free(archive) } }

    /// Only the formats and filters that are wanted: libarchive's others are attack surface.
    private static func open(
        _ archive: OpaquePointer,
        _ source: ArchiveSource,
        format: ArchiveFormat
    ) throws(ArchiveError) {
        switch format {
        case .zip:
            // The other ZIP reader takes members from the stream, without permissions and without the list's checks.
            let status = archive_read_support_format_zip_seekable(archive)
            try ArchiveGate.check("archive_read_support_format_zip_seekable", archive, status, code: .library)
        case .tar, .tarGzip:
            let status = archive_read_support_format_tar(archive)
            try ArchiveGate.check("archive_read_support_format_tar", archive, status, code: .library)
        }
        if format == .tarGzip {
            let status = archive_read_support_filter_gzip(archive)
            try ArchiveGate.check("archive_read_support_filter_gzip", archive, status, code: .library)
        }
        try source.open(archive)
    }

    /// The next member, or `nil` at the end.
    borrowing func next() throws(ArchiveError) -> ArchiveMemberHeader? {
        var entry: OpaquePointer?
        let status = archive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF { return nil }
        try ArchiveGate.check("archive_read_next_header", archive, status)
        guard let entry, let pathname = archive_entry_pathname(entry),
            let name = String(validatingCString: pathname), !name.isEmpty
        else {
            throw ArchiveError(.unsafeName, operation: "extract", message: "a member whose name is not UTF-8")
        }
        return ArchiveMemberHeader(
            name: name,
            kind: try kind(of: entry, name: name),
            claimedSize: archive_entry_size_is_set(entry) == 0 ? nil : archive_entry_size(entry),
            isExecutable: archive_entry_perm(entry) & 0o100 != 0
        )
    }

    private borrowing func kind(
        of entry: OpaquePointer,
        name: String
    ) throws(ArchiveError) -> ArchiveMemberHeader.Kind {
        func refuse(_ what: String) -> ArchiveError {
            ArchiveError(.unsupportedMember, operation: "extract", message: "\(printable(name)): \(what)")
        }
        guard archive_entry_is_encrypted(entry) == 0, archive_entry_is_data_encrypted(entry) == 0 else {
            throw refuse("an encrypted member")
        }
        guard archive_entry_hardlink(entry) == nil else { throw refuse("a hard link") }
        switch Int(archive_entry_filetype(entry)) {
        case ASSAY_REGULAR: return .file
        case ASSAY_DIRECTORY: return .folder
        case ASSAY_SYMBOLIC_LINK:
            guard let text = archive_entry_symlink(entry), let target = String(validatingCString: text) else {
                throw refuse("a symbolic link without a target")
            }
            return .link(target: target)
        default: throw refuse("neither a file, a folder nor a symbolic link")
        }
    }

    /// Gives the current member's bytes to `receive`, piece by piece.
    borrowing func read(_ receive: (ArraySlice<UInt8>) throws(ArchiveError) -> Void) throws(ArchiveError) {
        var buffer = [UInt8](repeating: 0, count: Self.pieceSize)
        while true {
            let count = archive_read_data(archive, &buffer, buffer.count)
            if count == 0 { return }
            guard count > 0 else { throw ArchiveGate.error("archive_read_data", archive, code: .malformed) }
            try receive(buffer[..<count])
        }
    }
}
