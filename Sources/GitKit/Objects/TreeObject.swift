import Builds

/// A tree object, read strictly: canonical order, five modes, harmless names, none twice.
struct TreeObject: Sendable {
    /// One line of a tree.
    struct Entry: Sendable {
        let mode: TreeEntryMode
        let name: [UInt8]
        let id: ObjectID

        /// Trees are sorted as if a folder's name ended in a slash.
        func sorts(before other: Entry) -> Bool {
            sortingKey.lexicographicallyPrecedes(other.sortingKey)
        }

        private var sortingKey: [UInt8] { mode == .directory ? name + [UInt8(ascii: "/")] : name }
    }

    let entries: [Entry]

    /// Reads the content of a tree object.
    init(parsing content: [UInt8]) throws(GitError) {
        var entries: [Entry] = []
        var rest = content[...]
        var names: Set<[UInt8]> = []
        while !rest.isEmpty {
            let entry = try Self.entry(&rest)
            if let last = entries.last, !last.sorts(before: entry) {
                throw .malformedTree("\(Self.printable(entry.name)) after \(Self.printable(last.name)), out of order")
            }
            // In the order of a tree, a file and a folder of one name need not stand side by side.
            guard names.insert(entry.name).inserted else {
                throw .malformedTree("\(Self.printable(entry.name)) twice")
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    private static func entry(_ rest: inout ArraySlice<UInt8>) throws(GitError) -> Entry {
        // "100644 " is the longest of the five modes, so nothing further is searched for the space.
        guard let space = rest.prefix(7).firstIndex(of: UInt8(ascii: " ")),
            let mode = TreeEntryMode(digits: rest[rest.startIndex..<space])
        else { throw .malformedTree("an entry whose mode is none of git's") }
        rest = rest[(space + 1)...]
        guard let end = rest.prefix(TreeEntryName.maximumLength + 1).firstIndex(of: 0) else {
            throw .malformedTree("a name that does not end or is too long")
        }
        let name = rest[rest.startIndex..<end]
        if let objection = TreeEntryName.objection(to: name) {
            throw GitError(.unsafeName, operation: "tree", message: "\(printable(name)): \(objection)")
        }
        rest = rest[(end + 1)...]
        guard let id = ObjectID(raw: rest.prefix(ObjectID.rawSize)) else { throw .malformedTree("a truncated entry") }
        rest = rest.dropFirst(ObjectID.rawSize)
        return Entry(mode: mode, name: Array(name), id: id)
    }

    private static func printable(_ name: some Collection<UInt8>) -> String {
        String(decoding: name, as: UTF8.self)
    }
}

extension GitError {
    fileprivate static func malformedTree(_ message: String) -> GitError {
        GitError(.malformed, operation: "tree", message: message)
    }
}
