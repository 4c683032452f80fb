import Files

/// Writes archives piece by piece: memory stays the same whatever the size.
///
/// The same members give the same bytes: times, owners and permissions are fixed, and nothing tells when or where the
/// archive was made. (A ZIP also holds the local time, so that its bytes depend on the process's time zone.)
package enum ArchiveWriter {
    /// The time of every member unless the caller says otherwise: 1980-01-01, the first that a ZIP can hold.
    package static let defaultTime = 315_532_800

    /// Writes `members` in their order to `receive`, in pieces of at most about 64 KiB. Blocks.
    package static func write(
        _ members: [ArchiveMember],
        format: ArchiveFormat,
        modified: Int = defaultTime,
        to receive: @escaping ([UInt8]) throws -> Void
    ) throws(ArchiveError) {
        try withUTF8Names { () throws(ArchiveError) in
            let output = try ArchiveOutput(format: format, modified: modified, receive: receive)
            for member in members { try add(member, to: output) }
            try output.close()
        }
    }

    private static func add(_ member: ArchiveMember, to output: borrowing ArchiveOutput) throws(ArchiveError) {
        switch member.contents {
        case .bytes(let bytes):
            try output.beginFile(member.name, size: bytes.count, isExecutable: member.isExecutable)
            try output.write(bytes[...])
        case .file(let path):
            let file = try files { () throws(FileError) in try FileDescriptor(path: path) }
            try add(file, as: member.name, isExecutable: member.isExecutable, to: output)
        }
    }

    static func add(
        _ file: borrowing FileDescriptor,
        as name: String,
        isExecutable: Bool,
        to output: borrowing ArchiveOutput
    ) throws(ArchiveError) {
        let status = try files { () throws(FileError) in try file.status() }
        guard status.kind == .regular else {
            throw ArchiveError(.file, operation: "archive", message: "\(printable(name)): not a regular file")
        }
        try output.beginFile(name, size: status.size, isExecutable: isExecutable)
        var written = 0
        while true {
            let piece = try files { () throws(FileError) in try file.read() }
            if piece.isEmpty { break }
            written += piece.count
            try output.write(piece[...])
        }
        guard written == status.size else {
            throw ArchiveError(.file, operation: "archive", message: "\(printable(name)): it shrank while it was read")
        }
    }
}
