import CLinux
import Dispatch
import Glibc

/// What a process decides about itself.
package enum OwnProcess {
    /// Has the kernel kill this process when the thread that started it ends (`PR_SET_PDEATHSIG`).
    ///
    /// Linux keeps the setting with the thread that makes it, and forgets it when that thread ends, as threads of a pool
    /// do. So a thread of its own makes it and does nothing else for as long as the process lives.
    package static func endWithParent() throws(ProcessError) {
        let isSet = DispatchSemaphore(value: 0)
        try startThread {
            _ = assay_end_with_parent(SIGKILL)
            isSet.signal()
            while true { _ = pause() }
        }
        isSet.wait()
    }

    /// Keeps other processes of this user from reading this one's memory, environment and descriptors
    /// (`PR_SET_DUMPABLE`).
    package static func hideMemory() { _ = assay_hide_memory() }
}
