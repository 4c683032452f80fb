import CLinux

/// How a process ended.
package enum Termination: Equatable, Sendable, CustomStringConvertible {
    /// It ended by itself with this status.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    init(waitStatus status: Int32) {
        self = assay_wifexited(status) != 0 ? .exited(assay_wexitstatus(status)) : .signalled(assay_wtermsig(status))
    }

    /// Whether it ended by itself with status 0.
    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}
