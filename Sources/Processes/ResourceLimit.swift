import CLinux
import Glibc

/// A limit that the kernel holds for each process and that its children inherit.
package enum ResourceLimit: Int32, Sendable {
    /// The largest file that may be written, in bytes.
    case fileSize = 1
    /// The largest core dump, in bytes.
    case core = 4
    /// Processes and threads of one user.
    case processes = 6
    /// The highest descriptor plus one.
    case openFiles = 7
    /// Memory that may be locked, in bytes.
    case lockedMemory = 8
    /// Bytes in POSIX message queues.
    case messageQueues = 12

    /// Sets the soft and the hard limit of a running process.
    package func set(_ value: Int, of pid: Int32) throws(ProcessError) {
        let value = UInt64(max(0, value))
        try systemCall("prlimit") { assay_prlimit(pid, rawValue, value, value) }
    }
}
