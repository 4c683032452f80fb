import Glibc

/// The parts of `/sys`, `/proc` and `/dev` that tell what a machine is, read without opening any device.
struct SystemTree {
    /// As much of a file as is read.
    static let readLimit = 8192
    /// As many entries of a directory as are looked at.
    static let entryLimit = 64

    let root: String

    init(root: String) { self.root = root == "/" ? "" : root }

    /// Whether something is there.
    func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

    /// Whether this process may read and write what is there.
    func isUsable(_ path: String) -> Bool { access(root + path, R_OK | W_OK) == 0 }

    /// What the first processor is said to be able to do.
    var processorFlags: Set<Substring> {
        let lines = (text("/proc/cpuinfo") ?? "").split(separator: "\n")
        guard let flags = lines.first(where: { $0.hasPrefix("flags") }) else { return [] }
        return Set(flags.split(separator: ":").last?.split(separator: " ") ?? [])
    }

    /// The start of a regular file without white space at its end; `nil` where it cannot be read.
    func text(_ path: String) -> String? {
        let descriptor = open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = [UInt8](repeating: 0, count: Self.readLimit)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        let end = bytes[..<count].lastIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x00 }
        return String(decoding: bytes[..<(end.map { $0 + 1 } ?? 0)], as: UTF8.self)
    }

    /// The names in a directory, sorted.
    func entries(_ path: String) -> [String] {
        guard let directory = opendir(root + path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while names.count < Self.entryLimit, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
