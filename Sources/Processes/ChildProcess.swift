import CLinux
import Glibc

/// A running child, killed and reaped when its owner goes away without having waited.
///
/// A child that asks for a signal at its parent's death (`PR_SET_PDEATHSIG`) gets it when the *thread* that spawned it
/// ends: spawn such a child on the thread that will wait for it.
package struct ChildProcess: ~Copyable, Sendable {
    /// What a child used, together with those of its own children that it waited for.
    package struct Usage: Equatable, Sendable {
        /// Processor time, user and system.
        package let processorTime: Duration
        /// The largest resident size of any one process, in bytes.
        package let peakMemory: Int
    }

    /// The process id, not reused until ``wait()`` has returned.
    package let identifier: Int32
    /// Readable once the process has ended.
    package let handle: Descriptor
    private let grouping: Command.Grouping
    private var isReaped = false

    /// Starts a command.
    package init(_ command: Command) throws(ProcessError) {
        var spawner = try Spawner()
        let identifier = try spawner.spawn(command)
        let number = pidfd_open(identifier, 0)
        guard number >= 0 else {
            let error = ProcessError(errno: errno, operation: "pidfd_open")
            _ = Glibc.kill(identifier, SIGKILL)
            _ = wait4(identifier, nil, 0, nil)
            throw error
        }
        self.identifier = identifier
        self.handle = Descriptor(owning: number)
        self.grouping = command.grouping
    }

    deinit {
        guard !isReaped else { return }
        Self.killTree(identifier, grouping)
        while wait4(identifier, nil, 0, nil) < 0, errno == EINTR {}
    }

    /// Sends a signal to the process alone; nothing happens when it has ended.
    package func signal(_ number: Int32) {
        _ = pidfd_send_signal(handle.number, number, nil, 0)
    }

    /// Kills the process, its group, and what descends from it. A descendant that left the group and whose parent has
    /// ended is not found: only a process namespace holds those.
    package func kill() {
        guard !isReaped else { return }
        Self.killTree(identifier, grouping)
    }

    private static func killTree(_ identifier: pid_t, _ grouping: Command.Grouping) {
        for descendant in ProcessTree.descendants(of: identifier) { _ = Glibc.kill(descendant, SIGKILL) }
        _ = Glibc.kill(grouping == .own ? identifier : -identifier, SIGKILL)
    }

    /// Waits for the end, blocking the thread, and kills what is left of its group.
    package mutating func wait() throws(ProcessError) -> (termination: Termination, usage: Usage) {
        precondition(!isReaped, "a process is waited for once")
        let identifier = self.identifier
        try systemCall("waitid") {
            var information = siginfo_t()
            return waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT)
        }
        // The number of the group cannot be taken by another as long as its leader is not reaped.
        if grouping != .own { _ = Glibc.kill(-identifier, SIGKILL) }
        var status: Int32 = 0
        var usage = rusage()
        try systemCall("wait4") { wait4(identifier, &status, 0, &usage) }
        isReaped = true
        return (Termination(waitStatus: status), Usage(usage))
    }
}

extension ChildProcess.Usage {
    init(_ usage: rusage) {
        func duration(_ time: timeval) -> Duration { .seconds(time.tv_sec) + .microseconds(time.tv_usec) }
        processorTime = duration(usage.ru_utime) + duration(usage.ru_stime)
        peakMemory = usage.ru_maxrss * 1024
    }
}
