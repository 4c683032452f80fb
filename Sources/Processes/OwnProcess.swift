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

    /// Makes this process the parent of descendants whose own parent ends (`PR_SET_CHILD_SUBREAPER`).
    ///
    /// bwrap ends before the first process of its sandbox does. As the first process of a container nobody but we would
    /// reap that, and it would stay for ever.
    package static func adoptOrphans() { _ = assay_adopt_orphans() }

    /// Keeps other processes of this user from reading this one's memory, environment and descriptors
    /// (`PR_SET_DUMPABLE`).
    package static func hideMemory() { _ = assay_hide_memory() }
}
