import Bytes

/// The names that an archive has used so far, and the rules that a name must obey.
struct MemberNames {
    /// What a name stands for.
    enum Kind {
        case folder
        case leaf
    }

    private let limits: ArchiveLimits
    private var known: [String: (name: String, kind: Kind)] = [:]
    private var bytes = 0

    init(limits: ArchiveLimits) { self.limits = limits }

    /// The number of names, implied folders included.
    var count: Int { known.count }

    /// The one folder at the top that holds everything else, or `nil`.
    var topFolder: String? {
        let tops = known.values.filter { !$0.name.utf8.contains(UInt8(ascii: "/")) }
        guard tops.count == 1, let top = tops.first, top.kind == .folder else { return nil }
        return top.name
    }

    /// The components of a member's name after `./` in front and `/` at the end are dropped; empty for the top itself.
    func components(of name: String) throws(ArchiveError) -> [Substring] {
        func refuse(_ why: String) -> ArchiveError {
            ArchiveError(.unsafeName, operation: "extract", message: "\(printable(name)): \(why)")
        }
        guard name.utf8.count <= limits.nameLength else {
            throw ArchiveError(.limit, operation: "extract", message: "\(printable(name)): a name too long")
        }
        guard name.after(prefix: "/") == nil else { throw refuse("an absolute path") }
        guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\\" })
        else { throw refuse("a control character or a backslash in a name") }
        var components = name.pieces(between: "/")
        if components.last == "" { components.removeLast() }
        while components.first == "." { components.removeFirst() }
        for component in components {
            guard component != ".." else { throw refuse("a path that leads out of the archive") }
            guard !component.isEmpty, component != ".", component.utf8.count <= 255 else {
                throw refuse("a path with an empty or too long component")
            }
            guard !Self.isRepository(component) else { throw refuse("a git repository's own files") }
        }
        guard components.count <= limits.depth else {
            throw ArchiveError(.limit, operation: "extract", message: "\(printable(name)): folders nested too deeply")
        }
        return components
    }

    /// Whether some file system takes the name for `.git`.
    private static func isRepository(_ component: Substring) -> Bool {
        var name = component.lowercased()[...]
        while name.last == "." || name.last == " " { name.removeLast() }
        return name == ".git" || name == "git~1" || name.after(prefix: ".git:") != nil
    }

    /// Notes a member; returns the folders that have to be made for it, outermost first, itself included if it is one.
    ///
    /// A file or link whose name was used before, in any case, is an error, and so is a folder in place of a file.
    mutating func add(_ components: [Substring], kind: Kind) throws(ArchiveError) -> [String] {
        var folders: [String] = []
        for count in components.indices.map({ $0 + 1 }) {
            let name = components[..<count].joined(separator: "/")
            let isLeaf = count == components.count && kind == .leaf
            // Canonically equivalent names are one as well: some file systems keep only one of them.
            let folded = name.lowercased()
            if let previous = known[folded] {
                guard previous.kind == .folder, !isLeaf, previous.name.utf8.elementsEqual(name.utf8) else {
                    throw ArchiveError(
                        .duplicateMember,
                        operation: "extract",
                        message: "\(printable(name)): the name stands twice, or differs only in case from another"
                    )
                }
                continue
            }
            bytes += name.utf8.count
            guard known.count < limits.members, bytes <= limits.nameBytes else {
                throw ArchiveError(
                    .limit,
                    operation: "extract",
                    message: "more than \(limits.members) members, or names that are too long together"
                )
            }
            known[folded] = (name, isLeaf ? .leaf : .folder)
            if !isLeaf { folders.append(name) }
        }
        return folders
    }

    /// Whether a link at `components` with this target stays inside.
    ///
    /// Only leading `..` are allowed: one that follows a name could follow another link, and lead anywhere.
    static func linkStaysInside(_ target: String, at components: [Substring]) -> Bool {
        guard !target.isEmpty, target.after(prefix: "/") == nil, target.utf8.count <= 1024,
            target.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" })
        else { return false }
        var parts = target.pieces(between: "/").filter { $0 != "." && !$0.isEmpty }[...]
        var depth = components.count - 1
        while parts.first == ".." {
            depth -= 1
            parts.removeFirst()
        }
        return depth >= 0 && parts.allSatisfy { $0 != ".." && !isRepository($0) }
    }
}
