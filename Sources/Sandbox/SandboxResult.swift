/// How a sandboxed command ended. Every process of the sandbox is dead when this value exists.
package struct SandboxResult: Sendable {
    /// Why the sandbox ended.
    package enum Reason: String, Sendable, Hashable {
        /// The command ended by itself.
        case exited
        case timeout, logLimit, diskLimit, memoryLimit, processLimit
        /// The task that ran it was cancelled.
        case cancelled
    }

    /// Why the sandbox ended.
    package var reason: Reason
    /// The command's exit status, 128 + n when signal n ended it; nil unless the command ended by itself.
    package var status: Int32?
    /// Wall clock time from the start of bubblewrap until all processes were dead.
    package var elapsed: Duration
    /// Processor time of all processes that were waited for.
    package var processorTime: Duration
    /// The most memory used at one time, in bytes, where a control group measured it.
    package var peakMemory: Int?
    /// Bytes of output handed on.
    package var outputSize: Int
    /// What the command fetched.
    package var requests: [FetchRequest]
    /// Which limits were in force.
    package var report: SandboxReport

    /// The command ended by itself with status 0.
    package var isSuccess: Bool { reason == .exited && status == 0 }

    /// The signal that ended the command, as far as a status tells.
    package var signal: Int32? { status.flatMap { $0 > 128 && $0 < 193 ? $0 - 128 : nil } }
}

/// What held a sandbox, for provenance and for the operator.
package struct SandboxReport: Hashable, Sendable {
    /// How memory and processes are limited.
    package enum Accounting: String, Sendable, Hashable {
        case controlGroupV2 = "cgroup v2"
        case controlGroupV1 = "cgroup v1"
        /// Measured a few times a second and ended when over the limit; a fast process can overshoot.
        case polled
    }

    /// How memory is limited.
    package var memory: Accounting
    /// How processes are limited, beside the limit per user.
    package var processes: Accounting
    /// Whether the command runs under a uid of its own.
    package var ownUser: Bool
}
