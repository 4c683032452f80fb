import CLibseccomp
import Glibc
import Processes

/// The seccomp program of every sandbox: what a build has no use for and what widens the kernel's attack surface is
/// refused, the rest is allowed. Programs of a foreign architecture (32 bit, x32) are killed.
struct SystemCallFilter {
    /// Socket families that a build gets: local, IPv4, IPv6, and netlink for interface lists.
    private static let families: Set<UInt64> = [1, 2, 10, 16]
    /// No kernel has had more families; higher numbers it refuses itself.
    private static let familyCount: UInt64 = 64

    /// Refused with EPERM, as an unprivileged process without the feature would be.
    private static let refused = [
        // Keyrings are not divided by namespaces.
        "add_key", "keyctl", "request_key",
        "bpf", "perf_event_open", "userfaultfd", "lookup_dcookie", "fanotify_init",
        "open_by_handle_at", "name_to_handle_at",
        "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick", "move_mount",
        "open_tree", "mount_setattr", "setns", "swapon", "swapoff", "quotactl", "quotactl_fd",
        "init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load", "reboot",
        "acct", "syslog", "vhangup", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime",
        "iopl", "ioperm", "nfsservctl", "uselib", "ustat", "sysfs", "_sysctl", "vm86", "vm86old", "modify_ldt",
        "migrate_pages", "move_pages", "mbind", "set_mempolicy", "kcmp", "pidfd_getfd", "process_madvise",
    ]

    /// Refused with ENOSYS, so that callers fall back on what they did before the call existed.
    private static let absent = [
        // Its flags lie in memory, where a filter cannot look; glibc falls back on clone.
        "clone3", "io_uring_setup", "io_uring_enter", "io_uring_register", "memfd_secret",
    ]

    /// Namespaces of any kind: mount, cgroup, uts, ipc, user, pid, net, time.
    private static let namespaceFlags: [UInt64] = [
        0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
    ]

    /// The compiled program, as `bwrap --seccomp` reads it; compiled once.
    static func program() throws(SandboxError) -> Descriptor {
        let bytes = try compiled.get()
        return try asSandboxError { () throws(ProcessError) in try Descriptor.memory(bytes) }
    }

    private static let compiled = Result { () throws(SandboxError) in try compile() }

    private static func compile() throws(SandboxError) -> [UInt8] {
        guard let context = seccomp_init(SCMP_ACT_ALLOW) else {
            throw SandboxError(.system, operation: "seccomp_init", message: "out of memory")
        }
        defer { seccomp_release(context) }
        let filter = SystemCallFilter(context: context)
        try filter.check("seccomp_attr_set") {
            seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, UInt32(SCMP_ACT_KILL_PROCESS))
        }
        try filter.addRules()
        let file = try asSandboxError { () throws(ProcessError) in try Descriptor.memory([]) }
        try filter.check("seccomp_export_bpf") { seccomp_export_bpf(context, file.number) }
        guard lseek(file.number, 0, SEEK_SET) == 0 else {
            throw SandboxError(.system, operation: "lseek", message: "the filter cannot be read again")
        }
        // At most 4096 instructions of 8 bytes.
        let bytes = try asSandboxError { () throws(ProcessError) in try file.read(65536) } ?? []
        guard !bytes.isEmpty, bytes.count % 8 == 0, bytes.count <= 32768 else {
            throw SandboxError(.system, operation: "seccomp_export_bpf", message: "the filter has a wrong size")
        }
        return bytes
    }

    private let context: scmp_filter_ctx

    private func addRules() throws(SandboxError) {
        for name in Self.refused { try refuse(name) }
        for name in Self.absent { try refuse(name, ENOSYS) }
        for flag in Self.namespaceFlags {
            try refuse("unshare", EPERM, [(0, flag, flag)])
            try refuse("clone", EPERM, [(0, flag, flag)])
        }
        // The time namespace has the bit that clone uses for the exit signal.
        try refuse("unshare", EPERM, [(0, 0x80, 0x80)])
        for family in 0..<Self.familyCount where !Self.families.contains(family) {
            try refuse("socket", EAFNOSUPPORT, [(0, 0xffff_ffff, family)])
        }
        for netlink in UInt64(1)..<32 {
            try refuse("socket", EPERM, [(0, 0xffff_ffff, 16), (2, 0xffff_ffff, netlink)])
        }
        // TIOCSTI and TIOCLINUX put input into a terminal.
        for request: UInt64 in [0x5412, 0x541c] { try refuse("ioctl", EPERM, [(1, 0xffff_ffff, request)]) }
        try refusePersonalities()
    }

    /// READ_IMPLIES_EXEC and MMAP_PAGE_ZERO, but not the query, which has all bits set.
    private func refusePersonalities() throws(SandboxError) {
        for bad: UInt64 in [0x0040_0000, 0x0010_0000] {
            for bit in (0..<32).map({ UInt64(1) << UInt64($0) }) where bit != bad {
                try refuse("personality", EPERM, [(0, bad | bit, bad)])
            }
        }
    }

    /// Refuses a call whose arguments match, each as (index, mask, value). Only the masked bits are compared: the kernel
    /// looks at 32 bits of an `int`, and a comparison of all 64 is passed by setting one of the others.
    private func refuse(
        _ name: String,
        _ number: Int32 = EPERM,
        _ matches: [(index: UInt32, mask: UInt64, value: UInt64)] = []
    ) throws(SandboxError) {
        let call = seccomp_syscall_resolve_name(name)
        // Negative numbers are calls that this architecture, or this version of libseccomp, does not have.
        guard call >= 0 else { return }
        let comparisons = matches.map {
            scmp_arg_cmp(arg: $0.index, op: SCMP_CMP_MASKED_EQ, datum_a: $0.mask, datum_b: $0.value)
        }
        try check("seccomp_rule_add \(name)") {
            seccomp_rule_add_array(
                context,
                assay_scmp_act_errno(UInt32(number)),
                call,
                UInt32(comparisons.count),
                comparisons
            )
        }
    }

    private func check(_ operation: String, _ body: () -> Int32) throws(SandboxError) {
        let status = body()
        guard status == 0 else {
            throw SandboxError(.system, operation: operation, message: String(cString: strerror(-status)))
        }
    }
}
