import CLinux
import Glibc

/// What a process decides about itself.
package enum OwnProcess {
    /// Has the kernel kill this process when the thread that started it ends (`PR_SET_PDEATHSIG`).
    package static func endWithParent() { _ = assay_end_with_parent(SIGKILL) }

    /// Keeps other processes of this user from reading this one's memory, environment and descriptors
    /// (`PR_SET_DUMPABLE`).
    package static func hideMemory() { _ = assay_hide_memory() }
}
