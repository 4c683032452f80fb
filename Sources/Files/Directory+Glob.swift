/// A path that matched a pattern.
package struct GlobMatch: Sendable, Equatable {
    /// The path beneath the directory in which the search began.
    package let path: String
    /// What stands there; a link is reported, never followed.
    package let status: FileStatus
}

/// How far a search for patterns may go.
package struct GlobLimits: Sendable, Equatable {
    /// The most entries that are looked at.
    package var entries: Int
    /// The most matches.
    package var matches: Int
    /// The most folders below one another.
    package var depth: Int

    /// Makes limits.
    package init(entries: Int = 1_000_000, matches: Int = 1000, depth: Int = 64) {
        self.entries = entries
        self.matches = matches
        self.depth = depth
    }
}

extension Directory {
    /// Everything beneath this directory that matches `pattern`, sorted by bytes.
    ///
    /// No link is followed: a link in last place is a match of that kind, for the caller to refuse; one that stands
    /// where the pattern spells a folder's name is an error, and any other is passed over. Directories match only by a
    /// spelt-out name. A match whose name is not UTF-8 is an error.
    package borrowing func matches(
        _ pattern: GlobPattern,
        limits: GlobLimits = GlobLimits()
    ) throws(FileError) -> [GlobMatch] {
        var search = GlobSearch(segments: pattern.segments, limits: limits)
        try search.visit(self, prefix: "", states: search.closure([0]), depth: 0)
        return search.matches
    }
}

/// Walks a tree with the set of positions in the pattern that the way so far can stand for, so that each folder is
/// visited once however many `**` there are.
private struct GlobSearch {
    let segments: [GlobPattern.Segment]
    let limits: GlobLimits
    var matches: [GlobMatch] = []
    var visited = 0

    init(segments: [GlobPattern.Segment], limits: GlobLimits) {
        self.segments = segments
        self.limits = limits
    }

    /// Adds the positions after each `**`, which may stand for no folder.
    func closure(_ states: Set<Int>) -> Set<Int> {
        var all = states
        for state in states where state < segments.count && segments[state] == .anyFolders { all.insert(state + 1) }
        return all
    }

    mutating func visit(
        _ directory: borrowing Directory,
        prefix: String,
        states: Set<Int>,
        depth: Int
    ) throws(FileError) {
        for name in try candidates(in: directory, states: states) {
            visited += 1
            guard visited <= limits.entries else {
                throw FileError(.limit, operation: "glob", message: "more than \(limits.entries) entries to search")
            }
            try visit(name, in: directory, prefix: prefix, states: states, depth: depth)
        }
    }

    /// The names worth looking at: where the pattern spells them, no listing is needed.
    private func candidates(in directory: borrowing Directory, states: Set<Int>) throws(FileError) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for state in states {
            guard case .literal(let name) = segments[state] else {
                return try directory.entryNames(limit: limits.entries)
            }
            names.append(name)
        }
        return names
    }

    private mutating func visit(
        _ name: [UInt8],
        in directory: borrowing Directory,
        prefix: String,
        states: Set<Int>,
        depth: Int
    ) throws(FileError) {
        let (next, isSpelt) = step(states, over: name)
        guard !next.isEmpty else { return }
        let status: FileStatus
        do throws(FileError) {
            status = try directory.status(ofEntry: name)
        } catch  where error.code == .notFound {
            return
        }
        if next.contains(segments.count), status.kind != .directory || isSpelt {
            try add(name, status: status, prefix: prefix)
        }
        let deeper = next.subtracting([segments.count])
        guard !deeper.isEmpty else { return }
        if status.kind == .symbolicLink, isSpelt {
            throw FileError(.link, operation: "glob", message: "\(prefix)\(describe(name)): a link to a folder")
        }
        guard status.kind == .directory else { return }
        guard depth < limits.depth else {
            throw FileError(.limit, operation: "glob", message: "more than \(limits.depth) folders below one another")
        }
        // A folder whose name is not UTF-8 can be walked, but nothing in it can be named.
        let path = prefix + (String(validating: name, as: UTF8.self) ?? "\u{FFFD}") + "/"
        try visit(try directory.directory(entry: name), prefix: path, states: deeper, depth: depth + 1)
    }

    /// The positions after `name`, and whether the pattern spells it.
    private func step(_ states: Set<Int>, over name: [UInt8]) -> (states: Set<Int>, isSpelt: Bool) {
        var next: Set<Int> = []
        var isSpelt = false
        for state in states {
            switch segments[state] {
            case .literal(let literal) where literal == name:
                next.insert(state + 1)
                isSpelt = true
            case .wildcard(let pattern) where GlobPattern.matches(name, pattern):
                next.insert(state + 1)
            case .anyFolders where name.first != UInt8(ascii: "."):
                next.insert(state)
            case .literal, .wildcard, .anyFolders:
                continue
            }
        }
        return (closure(next), isSpelt)
    }

    private mutating func add(_ name: [UInt8], status: FileStatus, prefix: String) throws(FileError) {
        guard matches.count < limits.matches else {
            throw FileError(.limit, operation: "glob", message: "more than \(limits.matches) files match")
        }
        guard let text = String(validating: name, as: UTF8.self), !prefix.unicodeScalars.contains("\u{FFFD}") else {
            throw FileError(.invalidName, operation: "glob", message: "\(describe(name)): a name that is not UTF-8")
        }
        matches.append(GlobMatch(path: prefix + text, status: status))
    }
}
