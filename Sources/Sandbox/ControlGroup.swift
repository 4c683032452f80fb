import Glibc
import Processes

/// Control groups for one sandbox, below our own: memory and processes of all that runs in it together.
struct ControlGroup: ~Copyable {
    /// How memory is limited.
    let memory: SandboxReport.Accounting
    /// How processes are limited.
    let processes: SandboxReport.Accounting
    private let memoryPath: String?
    private let processPath: String?

    /// Makes the groups that this machine allows; what it does not allow is reported as polled.
    init(_ limits: SandboxLimits, name: String) {
        let places = ControlGroupPlaces.current
        if let parent = places.unified, let path = Self.makeUnified(parent + "/" + name, limits) {
            (memory, processes, memoryPath, processPath) = (.controlGroupV2, .controlGroupV2, path, path)
            return
        }
        let memoryPath = places.memory.flatMap { Self.makeMemory($0 + "/" + name, limits) }
        let processPath = places.processes.flatMap { Self.makeProcesses($0 + "/" + name, limits) }
        self.memoryPath = memoryPath
        self.processPath = processPath
        memory = memoryPath == nil ? .polled : .controlGroupV1
        processes = processPath == nil ? .polled : .controlGroupV1
    }

    deinit {
        for path in Set([memoryPath, processPath].compactMap(\.self)) { Self.remove(path) }
    }

    /// Puts a process into the groups, with all that it will start.
    func add(_ pid: Int32) throws(SandboxError) {
        for path in Set([memoryPath, processPath].compactMap(\.self)) {
            guard ControlFile.write("\(pid)", to: path + "/cgroup.procs") else {
                throw SandboxError(
                    .system,
                    operation: "cgroup.procs",
                    message: "the process cannot be put into its group"
                )
            }
        }
    }

    /// Which limit was hit, if any.
    var violation: SandboxResult.Reason? {
        if let memoryPath {
            let file = memory == .controlGroupV2 ? "/memory.events" : "/memory.oom_control"
            if let kills = ControlFile.value("oom_kill", in: memoryPath + file), kills > 0 { return .memoryLimit }
        }
        if let processPath, let hits = ControlFile.value("max", in: processPath + "/pids.events"), hits > 0 {
            return .processLimit
        }
        return nil
    }

    /// The most memory used at one time, in bytes.
    var peakMemory: Int? {
        guard let memoryPath else { return nil }
        return ControlFile.number(
            memoryPath + (memory == .controlGroupV2 ? "/memory.peak" : "/memory.max_usage_in_bytes")
        )
    }

    private static func makeUnified(_ path: String, _ limits: SandboxLimits) -> String? {
        guard mkdir(path, 0o755) == 0 else { return nil }
        guard ControlFile.write("\(limits.memory)", to: path + "/memory.max"),
            ControlFile.write("\(limits.processes)", to: path + "/pids.max")
        else {
            remove(path)
            return nil
        }
        // Absent where the kernel counts no swap.
        _ = ControlFile.write("0", to: path + "/memory.swap.max")
        _ = ControlFile.write("1", to: path + "/memory.oom.group")
        return path
    }

    private static func makeMemory(_ path: String, _ limits: SandboxLimits) -> String? {
        guard mkdir(path, 0o755) == 0 else { return nil }
        guard ControlFile.write("\(limits.memory)", to: path + "/memory.limit_in_bytes") else {
            remove(path)
            return nil
        }
        _ = ControlFile.write("\(limits.memory)", to: path + "/memory.memsw.limit_in_bytes")
        return path
    }

    private static func makeProcesses(_ path: String, _ limits: SandboxLimits) -> String? {
        guard mkdir(path, 0o755) == 0 else { return nil }
        guard ControlFile.write("\(limits.processes)", to: path + "/pids.max") else {
            remove(path)
            return nil
        }
        return path
    }

    private static func remove(_ path: String) {
        // A process that has just ended can hold its group for a moment.
        for _ in 0..<200 {
            if rmdir(path) == 0 || errno == ENOENT { return }
            _ = poll(nil, 0, 5)
        }
    }
}

extension Sandbox {
    /// Moves this process to where its control groups can have children, if that is needed.
    ///
    /// Only a process that is alone in its group can, so a program that starts sandboxes in processes of its own calls
    /// this before it starts the first.
    package static func arrangeControlGroups() { _ = ControlGroupPlaces.current }
}
