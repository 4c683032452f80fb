/// What to do about messages of bwrap that new users meet.
enum SandboxHints {
    static let userNamespaces = """
        allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces=10000; \
        on Ubuntu an AppArmor profile for bwrap or kernel.apparmor_restrict_unprivileged_userns=0; in a container \
        --security-opt seccomp=unconfined --security-opt apparmor=unconfined), or run as root
        """
    static let container = """
        in a container it takes --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt apparmor=unconfined
        """

    static func hint(for message: some StringProtocol) -> String? {
        // Root needs no user namespace: it lacks a capability, or a profile forbids mounts.
        let refusals = ["make / slave", "Creating new namespace failed", "RTM_NEWADDR", "set hostname"]
        if SandboxWorker.isPrivileged, refusals.contains(where: { message.contains($0) }) { return container }
        let words = [
            "user namespace", "uid map", "No permissions to creat", "Creating new namespace failed", "RTM_NEWADDR",
        ]
        if words.contains(where: { message.contains($0) }) { return userNamespaces }
        if message.contains("mount proc") || message.contains("/newroot/proc") {
            return "in a container /proc must not be masked: --security-opt systempaths=unconfined"
        }
        return nil
    }
}
