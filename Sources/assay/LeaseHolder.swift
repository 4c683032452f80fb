import Foundation

/// The name under which a process of this machine holds leases: `host/process`, with more behind it for a worker.
enum LeaseHolder {
    /// The name of this process.
    static let current = "\(ProcessInfo.processInfo.hostName)/\(getpid())"

    /// Whether a holder was a process of this machine that is no more: one that crashed or was killed.
    ///
    /// To be asked before this process takes its first lease: a lease under its own name is a predecessor's, since in a
    /// container every process may get the same number.
    static func isGone(_ holder: String) -> Bool {
        let parts = holder.split(separator: "/")
        guard parts.count >= 2, parts[0] == ProcessInfo.processInfo.hostName, let process = Int32(parts[1]) else {
            return false
        }
        return isGone(process: process)
    }

    /// Whether there is no such process on this machine besides this one.
    static func isGone(process: Int32) -> Bool {
        process > 0 && (process == getpid() || (kill(process, 0) != 0 && errno == ESRCH))
    }
}
