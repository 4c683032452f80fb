import CLibarchive
import Files

/// Owns an archive that is being written to a receiver.
struct ArchiveOutput: ~Copyable {
    /// Takes the archive's bytes from the library's callback, and swallows those that come after a failure.
    ///
    /// libarchive must not learn of the failure: it would never free its compressor's state.
    private final class Receiver {
        let receive: ([UInt8]) throws -> Void
        var failure: (any Error)?

        init(_ receive: @escaping ([UInt8]) throws -> Void) { self.receive = receive }

        func take(_ bytes: UnsafeRawBufferPointer) {
            guard failure == nil else { return }
            do { try receive(Array(bytes)) } catch { failure = error }
        }
    }

    private let archive: OpaquePointer
    private let receiver: Receiver
    /// The time of every member in seconds since 1970.
    private let modified: Int

    init(
        format: ArchiveFormat,
        modified: Int,
        receive: @escaping ([UInt8]) throws -> Void
    ) throws(ArchiveError) {
        guard let archive = archive_write_new() else {
            throw ArchiveError(.library, operation: "archive_write_new", message: "out of memory")
        }
        let receiver = Receiver(receive)
        do throws(ArchiveError) {
            try Self.open(archive, format: format, receiver: receiver)
        } catch {
            archive_write_free(archive)
            throw error
        }
        self.archive = archive
        self.receiver = receiver
        self.modified = modified
    }

    deinit {
        // An archive that was not closed gets an end here, which nobody is to see.
        receiver.failure = receiver.failure ?? CancellationError()
        archive_write_close(archive)
        archive_write_free(archive)
    }

    private static func open(
        _ archive: OpaquePointer,
        format: ArchiveFormat,
        receiver: Receiver
    ) throws(ArchiveError) {
        func check(_ operation: String, _ status: Int32) throws(ArchiveError) {
            try ArchiveGate.check(operation, archive, status, code: .library)
        }
        switch format {
        case .zip:
            try check("archive_write_set_format_zip", archive_write_set_format_zip(archive))
        case .tar, .tarGzip:
            try check("archive_write_set_format_pax_restricted", archive_write_set_format_pax_restricted(archive))
        }
        if format == .tarGzip {
            try check("archive_write_add_filter_gzip", archive_write_add_filter_gzip(archive))
            // The gzip header would hold the time of writing.
            try check("archive_write_set_options", archive_write_set_options(archive, "gzip:!timestamp"))
        }
        // Else the library pads the archive to a tape's block of 10,240 bytes.
        try check("archive_write_set_bytes_in_last_block", archive_write_set_bytes_in_last_block(archive, 1))
        let context = Unmanaged.passUnretained(receiver).toOpaque()
        try check(
            "archive_write_open",
            archive_write_open(
                archive,
                context,
                nil,
                { _, context, buffer, count in
                    guard let context, let buffer else { return -1 }
                    let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
                    receiver.take(UnsafeRawBufferPointer(start: buffer, count: count))
                    return count
                },
                nil
            )
        )
    }

    /// Starts a file of exactly `size` bytes.
    borrowing func beginFile(_ name: String, size: Int, isExecutable: Bool) throws(ArchiveError) {
        try header(name, kind: ASSAY_REGULAR, size: size, mode: isExecutable ? 0o755 : 0o644, target: nil)
    }

    /// Adds a folder.
    borrowing func addFolder(_ name: String) throws(ArchiveError) {
        try header(name + "/", kind: ASSAY_DIRECTORY, size: 0, mode: 0o755, target: nil)
    }

    /// Adds a symbolic link.
    borrowing func addLink(_ name: String, target: String) throws(ArchiveError) {
        try header(name, kind: ASSAY_SYMBOLIC_LINK, size: 0, mode: 0o777, target: target)
    }

    private borrowing func header(
        _ name: String,
        kind: Int,
        size: Int,
        mode: UInt32,
        target: String?
    ) throws(ArchiveError) {
        guard !name.utf8.contains(0), let entry = archive_entry_new() else {
            throw ArchiveError(.unsafeName, operation: "archive_entry_new", message: printable(name))
        }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname_utf8(entry, name)
        if let target { archive_entry_set_symlink_utf8(entry, target) }
        archive_entry_set_filetype(entry, UInt32(kind))
        archive_entry_set_perm(entry, mode)
        archive_entry_set_size(entry, Int64(size))
        archive_entry_set_mtime(entry, modified, 0)
        try check("archive_write_header", archive_write_header(archive, entry))
    }

    /// Appends to the current file; bytes beyond its size are an error.
    borrowing func write(_ bytes: ArraySlice<UInt8>) throws(ArchiveError) {
        let count = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        if count < 0 || receiver.failure != nil { throw failure("archive_write_data") }
        guard count == bytes.count else {
            throw ArchiveError(.file, operation: "archive_write_data", message: "a file grew while it was read")
        }
    }

    /// Writes the archive's end.
    borrowing func close() throws(ArchiveError) {
        try check("archive_write_close", archive_write_close(archive))
    }

    private borrowing func check(_ operation: String, _ status: Int32) throws(ArchiveError) {
        guard status == ARCHIVE_OK, receiver.failure == nil else { throw failure(operation) }
    }

    private borrowing func failure(_ operation: String) -> ArchiveError {
        guard receiver.failure == nil else {
            return ArchiveError(.receiver, operation: operation, message: "the archive's receiver failed")
        }
        return ArchiveGate.error(operation, archive, code: .library)
    }
}
