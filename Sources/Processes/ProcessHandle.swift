import CLinux
import Glibc

/// A process that is not our own child, held so that its number cannot come to mean another one.
package struct ProcessHandle: ~Copyable, Sendable {
    /// The process id when the handle was made.
    package let identifier: Int32
    /// Readable once the process has ended.
    package let descriptor: Descriptor

    /// Opens a running process. Check afterwards, by something only it has, that the number had not been reused.
    package init(_ identifier: Int32) throws(ProcessError) {
        self.identifier = identifier
        descriptor = Descriptor(owning: try systemCall("pidfd_open") { pidfd_open(identifier, 0) })
    }

    /// Sends a signal; nothing happens when the process has ended.
    package func signal(_ number: Int32) {
        _ = pidfd_send_signal(descriptor.number, number, nil, 0)
    }

    /// Reaps the process if it has become a child of ours because its parent ended.
    package func reapIfOurs() {
        _ = waitpid(identifier, nil, WNOHANG)
    }
}
