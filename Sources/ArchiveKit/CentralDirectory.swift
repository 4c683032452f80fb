import Files

/// A ZIP's list of members, which libarchive reads into memory as a whole before it shows the first.
enum CentralDirectory {
    private static let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]

    /// Throws where the archive could list more than `limit` members.
    ///
    /// The count in the end record can lie, and libarchive does not use it: it reads records as long as there are
    /// any. So this counts everything that looks like one, which is never too few.
    static func requireEntries(of file: borrowing FileDescriptor, atMost limit: Int) throws(ArchiveError) {
        var count = 0
        var tail: [UInt8] = []
        try files { () throws(FileError) in try file.seek(to: 0) }
        while true {
            let piece = try files { () throws(FileError) in try file.read() }
            if piece.isEmpty { return }
            count += occurrences(in: tail + piece)
            guard count <= limit else {
                throw ArchiveError(.limit, operation: "extract", message: "more than \(limit) members")
            }
            tail = piece.suffix(signature.count - 1)
        }
    }

    /// Throws where the end record names another number of members than were `found`.
    ///
    /// libarchive shows only one of several members that share a record, and other readers show them all.
    static func requireCount(_ found: Int, in file: borrowing FileDescriptor) throws(ArchiveError) {
        let size = try files { () throws(FileError) in try file.status().size }
        let end = try files { () throws(FileError) in
            let length = min(size, 22 + 0xFFFF)
            try file.seek(to: size - length)
            return try file.readToEnd(limit: length)
        }
        let starts = (0...max(end.count - 22, 0)).reversed()
        let start = starts.first { start in
            end[start...].starts(with: [0x50, 0x4B, 0x05, 0x06])
                && end.count - start >= 22
                && end.count - start - 22 == Int(end[start + 20]) | Int(end[start + 21]) << 8
        }
        guard let start else {
            throw ArchiveError(.malformed, operation: "extract", message: "no end record, or bytes after it")
        }
        let claimed = Int(end[start + 10]) | Int(end[start + 11]) << 8
        // 0xFFFF refers to a wider record of ZIP64.
        guard claimed == 0xFFFF || claimed == found else {
            throw ArchiveError(
                .malformed,
                operation: "extract",
                message: "the archive names \(claimed) members and \(found) were found"
            )
        }
    }

    private static func occurrences(in bytes: [UInt8]) -> Int {
        var count = 0
        bytes.withUnsafeBufferPointer { buffer in
            guard buffer.count >= 4 else { return }
            for index in 0...(buffer.count - 4)
            where buffer[index] == 0x50 && buffer[index + 1] == 0x4B && buffer[index + 2] == 1
                && buffer[index + 3] == 2
            {
                count += 1
            }
        }
        return count
    }
}
