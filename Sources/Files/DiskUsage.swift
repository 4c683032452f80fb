/// The space that a tree takes on its disk.
package struct DiskUsage: Sendable, Equatable {
    /// The allocated space in bytes; a file with several names counts once.
    package var allocated = 0
    /// The number of files and folders.
    package var entries = 0
}

extension Directory {
    /// The most folders below one another that are measured.
    package static let usageDepth = 256

    /// Measures everything beneath this directory without following links.
    ///
    /// The tree may change meanwhile; what vanishes is passed over. Too many entries or levels are a
    /// ``FileError/Code/limit`` error: treat it as a tree that is too large.
    package borrowing func diskUsage(entryLimit: Int = 4_000_000) throws(FileError) -> DiskUsage {
        var usage = DiskUsage()
        var shared: Set<UInt64> = []
        try measure(into: &usage, shared: &shared, limit: entryLimit, depth: 0)
        return usage
    }

    private borrowing func measure(
        into usage: inout DiskUsage,
        shared: inout Set<UInt64>,
        limit: Int,
        depth: Int
    ) throws(FileError) {
        for entry in try entries(limit: limit) {
            usage.entries += 1
            guard usage.entries <= limit, depth < Self.usageDepth else {
                throw FileError(.limit, operation: "measure", message: "too many or too deeply nested files")
            }
            let isNew =
                entry.status.links < 2 || entry.status.kind == .directory
                || shared.insert(entry.status.inode).inserted
            if isNew { usage.allocated += entry.status.allocated }
            guard entry.status.kind == .directory else { continue }
            do throws(FileError) {
                try directory(entry: entry.name)
                    .measure(into: &usage, shared: &shared, limit: limit, depth: depth + 1)
            } catch  where error.code == .notFound || error.code == .denied {
                continue
            }
        }
    }
}
