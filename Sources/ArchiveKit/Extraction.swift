import Files

/// Judges and writes one member after another.
struct Extraction {
    let limits: ArchiveLimits
    let archiveSize: Int
    var names: MemberNames
    var bytes = 0

    init(limits: ArchiveLimits, archiveSize: Int) {
        self.limits = limits
        self.archiveSize = archiveSize
        names = MemberNames(limits: limits)
    }

    mutating func add(
        _ member: ArchiveMemberHeader,
        from input: borrowing ArchiveInput,
        into target: borrowing Directory
    ) throws(ArchiveError) {
        let components = try names.components(of: member.name)
        guard !components.isEmpty else {
            guard case .folder = member.kind else {
                throw ArchiveError(.unsafeName, operation: "extract", message: "a file without a name")
            }
            return
        }
        let isFolder = if case .folder = member.kind { true } else { false }
        for folder in try names.add(components, kind: isFolder ? .folder : .leaf) {
            try files { () throws(FileError) in try target.makeDirectory(folder) }
        }
        let path = components.joined(separator: "/")
        switch member.kind {
        case .folder: return
        case .link(let linkTarget):
            guard MemberNames.linkStaysInside(linkTarget, at: components) else {
                throw ArchiveError(
                    .unsafeLink,
                    operation: "extract",
                    message: "\(printable(path)): a link to \(printable(linkTarget)), which may lead out of the archive"
                )
            }
            try files { () throws(FileError) in try target.makeLink(path, target: linkTarget) }
        case .file:
            try writeFile(member, to: path, from: input, into: target)
        }
    }

    private mutating func writeFile(
        _ member: ArchiveMemberHeader,
        to path: String,
        from input: borrowing ArchiveInput,
        into target: borrowing Directory
    ) throws(ArchiveError) {
        if let size = member.claimedSize { try require(size >= 0 && size <= limits.fileBytes, path) }
        let file = try files { () throws(FileError) in
            try target.create(path, mode: member.isExecutable ? 0o755 : 0o644)
        }
        var size = 0
        var total = bytes
        try input.read { piece throws(ArchiveError) in
            size += piece.count
            total += piece.count
            try require(size <= limits.fileBytes && total <= limits.totalBytes, path)
            try require(total <= limits.ratioFreeBytes || total / limits.ratio <= archiveSize, path)
            do throws(FileError) { try file.write(piece) } catch { throw ArchiveError(error) }
        }
        do throws(FileError) { try file.setModified(FileDescriptor.uniformTime) } catch { throw ArchiveError(error) }
        bytes = total
    }

    private func require(_ condition: Bool, _ path: String) throws(ArchiveError) {
        guard condition else {
            throw ArchiveError(
                .limit,
                operation: "extract",
                message: "\(printable(path)): more bytes than an archive of \(archiveSize) bytes may unpack to"
            )
        }
    }
}
