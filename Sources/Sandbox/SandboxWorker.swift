import Glibc

/// Who a sandboxed command runs as. When we are root each worker has a uid of its own, so that two builds cannot meet;
/// otherwise the command keeps our uid inside a user namespace that has no power.
package struct SandboxWorker: Hashable, Sendable {
    /// The uid and gid of slot 0 unless told: above what distributions give away, below `nobody`.
    package static let defaultBase: UInt32 = 64000

    /// The uid and gid outside, when we are root.
    package let identifier: UInt32

    /// The worker with this number; two sandboxes that run at the same time need two numbers.
    package init(slot: Int, base: UInt32 = defaultBase) {
        precondition((0..<1000).contains(slot) && base > 0 && base < UInt32.max - 1000)
        identifier = base + UInt32(slot)
    }

    /// Whether uids can be changed, so that each worker has its own.
    static var isPrivileged: Bool { geteuid() == 0 }

    /// The uid that the command sees itself run as.
    var effectiveIdentifier: UInt32 { Self.isPrivileged ? identifier : geteuid() }
}
