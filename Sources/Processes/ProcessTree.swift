import Glibc

/// What descends from a process, read from `/proc`.
package enum ProcessTree {
    /// The processes whose chain of living parents leads to `root`, without `root`. Complete for the first process of a
    /// process namespace, because orphans inside become its children.
    package static func descendants(of root: Int32) -> Set<Int32> {
        var children: [Int32: [Int32]] = [:]
        for pid in all() {
            if let parent = parent(of: pid) { children[parent, default: []].append(pid) }
        }
        var found: Set<Int32> = []
        var pending = [root]
        while let next = pending.popLast() {
            for child in children[next] ?? [] where found.insert(child).inserted { pending.append(child) }
        }
        return found
    }

    /// The parent of a process.
    package static func parent(of pid: Int32) -> Int32? {
        // The name in parentheses may hold anything; what follows its last parenthesis is numbers.
        guard let line = read("/proc/\(pid)/stat"), let end = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = line[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 1 ? Int32(String(decoding: fields[1], as: UTF8.self)) : nil
    }

    /// The resident memory of a process in bytes, pages shared with others included.
    package static func residentMemory(of pid: Int32) -> Int? {
        guard let line = read("/proc/\(pid)/statm") else { return nil }
        let fields = line.split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return nil }
        return pages * Int(getpagesize())
    }

    private static func all() -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var pids: [Int32] = []
        while let entry = readdir(directory) {
            let pid = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { Int32(String(cString: $0)) }
            }
            if let pid { pids.append(pid) }
        }
        return pids
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = try? Descriptor.open(path, flags: O_RDONLY) else { return nil }
        return try? file.read(4096)
    }
}
