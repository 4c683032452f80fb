import Glibc

/// Where this process may make control groups: below the ones that it is in, so that its own limits go on holding.
struct ControlGroupPlaces: Sendable {
    /// A version 2 group whose children get memory and pids limits.
    var unified: String?
    /// A version 1 group of the memory controller.
    var memory: String?
    /// A version 1 group of the pids controller.
    var processes: String?

    private static let root = "/sys/fs/cgroup"
    private static let leaf = "assay-main"

    /// The places of this process, found once.
    static let current = ControlGroupPlaces()

    private init() {
        for line in ControlFile.read("/proc/self/cgroup")?.split(separator: "\n") ?? [] {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, !fields[2].contains("..") else { continue }
            let path = fields[2] == "/" ? "" : String(fields[2])
            let controllers = fields[1].split(separator: ",")
            if fields[0] == "0" {
                // A child of a process that moved into the leaf arranges nothing: the group above is ready.
                let group = path.hasSuffix("/" + Self.leaf) ? String(path.dropLast(Self.leaf.count + 1)) : path
                unified = Self.delegated(Self.root + group)
            }
            if controllers.contains("memory") { memory = Self.writable(Self.root + "/memory" + path) }
            if controllers.contains("pids") { processes = Self.writable(Self.root + "/pids" + path) }
        }
        for path in Set([unified, memory, processes].compactMap(\.self)) { Self.sweep(path) }
    }

    /// Removes empty groups that a killed predecessor could not remove: `assay-<pid>-<number>` of a pid that is no more.
    private static func sweep(_ path: String) {
        guard let directory = opendir(path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let parts = name.split(separator: "-")
            guard parts.count == 3, parts[0] == "assay", let pid = Int32(parts[1]), Int(parts[2]) != nil else {
                continue
            }
            if kill(pid, 0) != 0, errno == ESRCH { rmdir(path + "/" + name) }
        }
    }

    private static func writable(_ path: String) -> String? { access(path, W_OK) == 0 ? path : nil }

    /// A version 2 group hands controllers to its children only while it holds no process itself, so we move into a
    /// leaf below it, as a service with delegation should. With other processes beside us it is not ours to arrange.
    private static func delegated(_ path: String) -> String? {
        guard writable(path) != nil, let available = ControlFile.read(path + "/cgroup.controllers") else { return nil }
        let wanted: Set<Substring> = ["memory", "pids"]
        guard wanted.isSubset(of: available.split(whereSeparator: \.isWhitespace)) else { return nil }
        func isEnabled() -> Bool {
            let enabled = ControlFile.read(path + "/cgroup.subtree_control") ?? ""
            return wanted.isSubset(of: enabled.split(whereSeparator: \.isWhitespace))
        }
        if isEnabled() || ControlFile.write("+memory +pids", to: path + "/cgroup.subtree_control") { return path }
        let members = ControlFile.read(path + "/cgroup.procs")?.split(separator: "\n") ?? []
        let leaf = path + "/" + Self.leaf
        guard members == ["\(getpid())"], mkdir(leaf, 0o755) == 0 || errno == EEXIST,
            ControlFile.write("\(getpid())", to: leaf + "/cgroup.procs"),
            ControlFile.write("+memory +pids", to: path + "/cgroup.subtree_control"), isEnabled()
        else { return nil }
        return path
    }
}
