import Glibc
import Processes
import Synchronization

/// Watches how much the writable trees hold, on a thread of its own. The free space of the file systems is looked at
/// often because that is cheap; the trees are walked when it says that they may have grown too large, and now and then.
final class DiskWatch: Sendable {
    private static let interval: Duration = .milliseconds(100)
    /// Walks take at most about a twentieth of the time.
    private static let walkShare = 20
    private static let shortestWalkInterval: Duration = .seconds(1)

    /// Readable once the limit is passed.
    let exceeded: Interrupt
    private let stopping: Interrupt
    private let paths: [String]
    private let limits: SandboxLimits
    private let last = Mutex<Measure?>(nil)

    /// What one walk found, and what the file systems had left at that time.
    private struct Measure {
        var used: Amount
        var free: Amount
        /// When the next walk is due even if the free space says nothing.
        var next: ContinuousClock.Instant
    }

    private struct Amount {
        var bytes = 0
        var files = 0
    }

    init(_ paths: [String], limits: SandboxLimits) throws(ProcessError) {
        self.paths = paths
        self.limits = limits
        exceeded = try Interrupt()
        stopping = try Interrupt()
    }

    func start() throws(ProcessError) {
        guard !paths.isEmpty else { return }
        last.withLock { $0 = Measure(used: Amount(), free: Self.free(paths), next: .now) }
        try startThread { self.run() }
    }

    func stop() { stopping.set() }

    private func run() {
        while true {
            let ready = try? Readiness.wait(for: [stopping.number], until: .now + Self.interval)
            guard let ready, !ready[0] else { return }
            if isOver { return exceeded.set() }
        }
    }

    /// Whether the trees hold too much now. Also asked once after the end.
    var isOver: Bool {
        guard !paths.isEmpty, let last = last.withLock({ $0 }) else { return false }
        let free = Self.free(paths)
        if free.bytes < limits.diskReserve { return true }
        let mayBeOver =
            last.free.bytes - free.bytes > limits.disk - last.used.bytes
            || last.free.files - free.files > limits.files - last.used.files
        guard mayBeOver || last.next <= .now else { return false }
        let began = ContinuousClock.now
        guard let used = measure() else { return true }
        let pause = max(Self.shortestWalkInterval, began.duration(to: .now) * Self.walkShare)
        self.last.withLock { $0 = Measure(used: used, free: free, next: .now + pause) }
        return false
    }

    /// What the trees hold on disk; nil when they are over a limit.
    private func measure() -> Amount? {
        var used = Amount()
        for path in paths {
            do {
                try FileTree.walk(path) { _, _, status in
                    // A file with several names counts several times: the tree is read by name afterwards.
                    used.bytes += Int(status.st_blocks) * 512
                    used.files += 1
                    return isAllowed(used)
                }
            } catch {
                return nil
            }
        }
        return isAllowed(used) ? used : nil
    }

    private func isAllowed(_ used: Amount) -> Bool { used.bytes <= limits.disk && used.files <= limits.files }

    /// What the file systems under the paths have left, each counted once.
    private static func free(_ paths: [String]) -> Amount {
        var seen: Set<UInt> = []
        var total = Amount()
        for path in paths {
            var status = statvfs()
            guard statvfs(path, &status) == 0, seen.insert(status.f_fsid).inserted else { continue }
            total.bytes += Int(clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
            total.files += Int(clamping: status.f_ffree)
        }
        return total
    }
}
