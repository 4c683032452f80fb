package import Files

extension ArchiveWriter {
    /// Packs everything beneath `directory`, which anyone may have filled, below the folder `prefix`, sorted by bytes.
    ///
    /// Holds a file that has a name outside the tree, a device, a link that leads out, a name that is not UTF-8 or more
    /// than `limits` allow, then nothing usable is written. Empty folders are kept. Nothing may write to the tree
    /// meanwhile.
    package static func writeTree(
        _ directory: borrowing Directory,
        prefix: String,
        format: ArchiveFormat = .tarGzip,
        modified: Int = defaultTime,
        limits: ArchiveLimits = ArchiveLimits(),
        to receive: @escaping ([UInt8]) throws -> Void
    ) throws(ArchiveError) {
        var tree = PackedTree(limits: limits)
        try tree.scan(directory, components: [])
        try tree.requireOwnLinks()
        try withUTF8Names { () throws(ArchiveError) in
            let output = try ArchiveOutput(format: format, modified: modified, receive: receive)
            try output.addFolder(prefix)
            for item in tree.items {
                let path = item.components.joined(separator: "/")
                let name = "\(prefix)/\(path)"
                switch item.kind {
                case .folder: try output.addFolder(name)
                case .link(let target): try output.addLink(name, target: target)
                case .file(let isExecutable):
                    let file = try files { () throws(FileError) in try directory.file(path) }
                    try add(file, as: name, isExecutable: isExecutable, to: output)
                }
            }
            try output.close()
        }
    }
}

/// The members of a tree that is to be packed.
private struct PackedTree {
    enum Kind {
        case folder
        case file(isExecutable: Bool)
        case link(target: String)
    }

    let limits: ArchiveLimits
    var items: [(components: [Substring], kind: Kind)] = []
    private var bytes = 0
    private var names: MemberNames
    /// For each file with several names, how many there are and how many were seen here.
    private var shared: [UInt64: (links: Int, seen: Int)] = [:]

    init(limits: ArchiveLimits) {
        self.limits = limits
        names = MemberNames(limits: limits)
    }

    mutating func scan(_ directory: borrowing Directory, components: [Substring]) throws(ArchiveError) {
        let entries = try files { () throws(FileError) in try directory.entries(limit: limits.members) }
        for entry in entries {
            guard let text = entry.text else {
                throw ArchiveError(.unsafeName, operation: "archive", message: "a file name that is not UTF-8")
            }
            let path = try names.components(of: (components + [text[...]]).joined(separator: "/"))
            guard items.count < limits.members else {
                throw ArchiveError(.limit, operation: "archive", message: "more than \(limits.members) files")
            }
            items.append((path, try kind(of: entry, at: path, in: directory)))
            guard entry.status.kind == .directory else { continue }
            let folder = try files { () throws(FileError) in try directory.directory(entry: entry.name) }
            try scan(folder, components: path)
        }
    }

    private mutating func kind(
        of entry: DirectoryEntry,
        at path: [Substring],
        in directory: borrowing Directory
    ) throws(ArchiveError) -> Kind {
        let name = path.joined(separator: "/")
        switch entry.status.kind {
        case .directory: return .folder
        case .regular:
            bytes += entry.status.size
            guard entry.status.size <= limits.fileBytes, bytes <= limits.totalBytes else {
                throw ArchiveError(.limit, operation: "archive", message: "\(printable(name)): more bytes than allowed")
            }
            if entry.status.links > 1 {
                shared[entry.status.inode, default: (entry.status.links, 0)].seen += 1
            }
            return .file(isExecutable: entry.status.mode & 0o100 != 0)
        case .symbolicLink:
            let bytes = try files { () throws(FileError) in try directory.linkTarget(of: entry.name) }
            guard let target = String(validating: bytes, as: UTF8.self),
                MemberNames.linkStaysInside(target, at: path)
            else {
                throw ArchiveError(
                    .unsafeLink,
                    operation: "archive",
                    message: "\(printable(name)): a link that may lead out of the tree"
                )
            }
            return .link(target: target)
        case .special:
            throw ArchiveError(
                .unsupportedMember,
                operation: "archive",
                message: "\(printable(name)): neither a file, a folder nor a symbolic link"
            )
        }
    }

    /// Throws where a file has a name that is not in the tree.
    func requireOwnLinks() throws(ArchiveError) {
        guard shared.values.allSatisfy({ $0.links == $0.seen }) else {
            throw ArchiveError(.unsupportedMember, operation: "archive", message: "a hard link to a file elsewhere")
        }
    }
}
