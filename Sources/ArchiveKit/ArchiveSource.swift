import CLibarchive
import Files
import Glibc

/// Lets libarchive read and seek in a file that is open already.
///
/// The library's own way to open by descriptor cannot seek, which ZIP needs, and opening anew by `/proc/self/fd` asks
/// for permissions on the file that a process without privileges need not have.
final class ArchiveSource {
    private let descriptor: Int32
    private let size: Int
    private let piece: UnsafeMutableRawPointer
    private var position = 0

    init(_ file: borrowing FileDescriptor) throws(ArchiveError) {
        let status = try files { () throws(FileError) in try file.status() }
        let copy = fcntl(file.number, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw ArchiveError(.file, operation: "fcntl", message: "no descriptor is left") }
        descriptor = copy
        size = status.size
        piece = .allocate(byteCount: ArchiveInput.pieceSize, alignment: 16)
    }

    deinit {
        close(descriptor)
        piece.deallocate()
    }

    /// Opens `archive`, which must not be used any more once this object is gone.
    func open(_ archive: OpaquePointer) throws(ArchiveError) {
        archive_read_set_callback_data(archive, Unmanaged.passUnretained(self).toOpaque())
        archive_read_set_read_callback(archive) { _, source, buffer in ArchiveSource.of(source).read(buffer) }
        archive_read_set_seek_callback(archive) { _, source, offset, origin in
            ArchiveSource.of(source).seek(offset, origin)
        }
        try ArchiveGate.check("archive_read_open1", archive, archive_read_open1(archive))
    }

    private static func of(_ source: UnsafeMutableRawPointer?) -> ArchiveSource {
        guard let source else { preconditionFailure("libarchive lost its callback data") }
        return Unmanaged<ArchiveSource>.fromOpaque(source).takeUnretainedValue()
    }

    private func read(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        var count = pread(descriptor, piece, ArchiveInput.pieceSize, position)
        while count < 0, errno == EINTR { count = pread(descriptor, piece, ArchiveInput.pieceSize, position) }
        guard count >= 0 else { return Int(ARCHIVE_FATAL) }
        position += count
        buffer?.pointee = UnsafeRawPointer(piece)
        return count
    }

    /// The new position; the library asks for positions that the archive names, so nothing about them is certain.
    private func seek(_ offset: Int64, _ origin: Int32) -> Int64 {
        let base: Int? =
            switch origin {
            case SEEK_SET: 0
            case SEEK_CUR: position
            case SEEK_END: size
            default: nil
            }
        guard let base else { return Int64(ARCHIVE_FATAL) }
        let (target, overflow) = base.addingReportingOverflow(Int(offset))
        guard !overflow, (0...size).contains(target) else { return Int64(ARCHIVE_FATAL) }
        position = target
        return Int64(target)
    }
}
